package pipeline

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

//go:embed data/variants.tsv
var variantsTable string

// variant is a spelling that stands for another.
type variant struct{ written, meant []rune }

// loadVariants reads the table into lists by first rune, longest first.
func loadVariants() (map[rune][]variant, error) {
	byFirst := map[rune][]variant{}
	seen := map[string]bool{}
	for i, line := range strings.Split(variantsTable, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		written, meant, ok := strings.Cut(line, "\t")
		if !ok || written == "" || meant == "" || strings.Contains(meant, "\t") {
			return nil, fmt.Errorf("data/variants.tsv:%d: want two columns, have %q", i+1, line)
		}
		if r, _ := utf8.DecodeRuneInString(written); r >= 1<<16 {
			return nil, fmt.Errorf("data/variants.tsv:%d: %s begins outside of the basic plane", i+1, written)
		}
		if seen[written] {
			return nil, fmt.Errorf("data/variants.tsv:%d: %s stands twice", i+1, written)
		}
		seen[written] = true
		v := variant{[]rune(written), []rune(meant)}
		byFirst[v.written[0]] = append(byFirst[v.written[0]], v)
	}
	for _, list := range byFirst {
		sort.Slice(list, func(i, j int) bool { return len(list[i].written) > len(list[j].written) })
	}
	return byFirst, nil
}

// respell writes the variant spellings as they are meant.
func respell(n *Normaliser, text []rune, edits []edit) []edit {
	for i := 0; i < len(text); i++ {
		if !n.watched(text[i]) {
			continue
		}
		for _, v := range n.variants[text[i]] {
			if hasPrefix(text[i:], v.written) {
				edits = append(edits, edit{i, i + len(v.written), v.meant})
				i += len(v.written) - 1
				break
			}
		}
	}
	return edits
}

func hasPrefix(text, prefix []rune) bool {
	if len(text) < len(prefix) {
		return false
	}
	for i, r := range prefix {
		if text[i] != r {
			return false
		}
	}
	return true
}
