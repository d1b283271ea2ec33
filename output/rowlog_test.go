package output

import (
	"reflect"
	"slices"
	"testing"
)

// What was logged comes back, whatever stands beside it; what is damaged is an
// error and no panic.
func TestRowLogGivesRowsBack(t *testing.T) {
	schema := sampleSchema(t)
	log := NewRowLog(schema)
	rows := slices.Repeat(sampleRows(), 3)
	buf, err := log.Append(nil, rows)
	must(t, err)
	got, err := log.Read(buf)
	must(t, err)
	if !reflect.DeepEqual(got, rows) {
		t.Errorf("got %+v\nwant %+v", got, rows)
	}
	if again, err := log.Append(nil, got); err != nil || !slices.Equal(again, buf) {
		t.Errorf("logged again they are not the same bytes: %v", err)
	}
	for cut := range len(buf) {
		if rows, err := log.Read(buf[:cut]); err == nil {
			t.Fatalf("%d of %d bytes gave %d rows", cut, len(buf), len(rows))
		}
	}
	if empty, err := log.Append(nil, nil); err != nil {
		t.Error(err)
	} else if rows, err := log.Read(empty); err != nil || len(rows) > 0 {
		t.Errorf("no rows gave %v, %v", rows, err)
	}
}
