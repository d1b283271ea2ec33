package copies

import "testing"

// No key is lost, and of those that are not there few are let through.
func TestFilter(t *testing.T) {
	var f filter
	const parts, keys = 4, 10000
	for p := range uint64(parts) {
		part := f.grow(keys)
		for k := range uint64(keys) {
			put(part, spread(p*keys+k))
		}
	}
	for k := range uint64(parts * keys) {
		if !f.may(spread(k)) {
			t.Fatalf("key %d is lost", k)
		}
	}
	wrong := 0
	for k := range uint64(100000) {
		if f.may(spread(parts*keys + k)) {
			wrong++
		}
	}
	// About one in a hundred for each part.
	if wrong == 0 || wrong > 100000*parts*2/100 {
		t.Errorf("%d of 100000 keys that are not there may be there", wrong)
	}
	if new(filter).may(1) {
		t.Error("an empty filter lets a key through")
	}
}
