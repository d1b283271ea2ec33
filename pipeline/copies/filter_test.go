package copies

import "testing"

// No key is lost, and of those that are not there few are let through.
func TestFilter(t *testing.T) {
	var f filter
	if f.may(1) {
		t.Error("an empty filter lets a key through")
	}
	const keys = filterKeys + 1000 // of two parts
	for k := range uint64(keys) {
		f.put(spread(k))
	}
	for k := range uint64(keys) {
		if !f.may(spread(k)) {
			t.Fatalf("key %d is lost", k)
		}
	}
	wrong := 0
	for k := range uint64(100000) {
		if f.may(spread(keys + k)) {
			wrong++
		}
	}
	// About one in a hundred for each part that is full.
	if wrong == 0 || wrong > 2000 {
		t.Errorf("%d of 100000 keys that are not there may be there", wrong)
	}
}

// A full filter holds no memory and spares no question.
func TestFullFilter(t *testing.T) {
	f := filter{parts: make([][]uint64, filterParts)}
	f.put(spread(7))
	if !f.may(spread(7)) || !f.may(spread(8)) || f.parts != nil {
		t.Errorf("a full filter says no, or keeps its %d parts", len(f.parts))
	}
	f.put(spread(8))
	if !f.may(spread(9)) {
		t.Error("a full filter is empty again")
	}
}
