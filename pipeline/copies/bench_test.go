package copies

import (
	"fmt"
	"testing"
)

// BenchmarkSign is the cost of a signature, BenchmarkIndex of looking a new text
// and its id up and remembering them.
func BenchmarkSign(b *testing.B) {
	w, signer := newWriter(3), NewSigner()
	text := w.text(6)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		signer.Sign("", text)
	}
}

func BenchmarkIndex(b *testing.B) {
	b.Run("memory", func(b *testing.B) { benchmarkIndex(b, memoryBytes) })
	b.Run("disk", func(b *testing.B) { benchmarkIndex(b, memoryBytes/16) })
}

func benchmarkIndex(b *testing.B, limit int) {
	w, signer, x := newWriter(3), NewSigner(), openIndex(b)
	x.limit = limit
	var sigs []Signature
	for range 100_000 {
		sigs = append(sigs, signer.Sign("", w.text(6)))
	}
	n := 0
	b.ResetTimer()
	for b.Loop() {
		id := fmt.Sprint(n)
		if _, _, err := x.Add(id, Content{}, Place{}); err != nil {
			b.Fatal(err)
		}
		if _, err := x.Group(id, &sigs[n%len(sigs)]); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
