package pipeline

import (
	"fmt"
	"sync"

	"github.com/longbridgeapp/opencc"

	"lichang/lexicon"
)

// script turns traditional text into simplified. Its dictionaries take time and
// memory that most inputs need not pay: they load when the first text asks.
type script struct {
	once sync.Once
	cc   *opencc.OpenCC
}

// traditional says whether only traditional text uses r.
func traditional(r rune) bool {
	_, ok := lexicon.Simplified(r)
	return ok
}

// simplify replaces the stretches of Han characters that hold a traditional-only
// one. A whole stretch is converted at once, because 乾 is 干 in 乾杯 and itself
// in 乾隆; stretches without such a character are simplified already.
func simplify(n *Normaliser, text []rune, edits []edit) []edit {
	for i := 0; i < len(text); {
		if !han(text[i]) {
			i++
			continue
		}
		start, found := i, false
		for ; i < len(text) && han(text[i]); i++ {
			found = found || n.watched(text[i]) && traditional(text[i])
		}
		if found {
			edits = n.script.convert(text, start, i, edits)
		}
	}
	return edits
}

func han(r rune) bool { return r >= 0x3400 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF }

// convert appends the edits that simplify text[start:end]. Its dictionaries are
// part of the binary; that they do not load is a fault of the build.
func (s *script) convert(text []rune, start, end int, edits []edit) []edit {
	s.once.Do(func() {
		cc, err := opencc.New("t2s")
		if err != nil {
			panic(fmt.Sprintf("pipeline: the dictionaries for traditional text are broken: %v", err))
		}
		s.cc = cc
	})
	simple, err := s.cc.Convert(string(text[start:end]))
	if err != nil {
		panic(fmt.Sprintf("pipeline: the dictionaries for traditional text are broken: %v", err))
	}
	out := []rune(simple)
	if len(out) != end-start {
		return append(edits, edit{start, end, out})
	}
	for i, r := range out {
		if r != text[start+i] {
			edits = append(edits, edit{start + i, start + i + 1, out[i : i+1]})
		}
	}
	return edits
}
