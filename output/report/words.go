package report

import (
	"fmt"
	"slices"
	"strings"
)

// words are what the report says in one language, by key; words.tsv holds all of
// them. A text may have verbs of fmt, the same in every language.
type words map[string]string

func readWords(lang string) (words, error) {
	content, err := files.ReadFile("words.tsv")
	if err != nil {
		return nil, err
	}
	w, column := words{}, -1
	for line := range strings.Lines(string(content)) {
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if column < 0 {
			if column = slices.Index(cells, lang); column < 1 {
				return nil, fmt.Errorf("no report in the language %q: there are %s", lang, strings.Join(Languages(), ", "))
			}
			continue
		}
		w[cells[0]] = cells[column]
	}
	return w, nil
}

// say returns a text with its values filled in.
func (w words) say(key string, values ...any) (string, error) {
	text, ok := w[key]
	if !ok {
		return "", fmt.Errorf("words.tsv has no %q", key)
	}
	if len(values) == 0 {
		return text, nil
	}
	return fmt.Sprintf(text, values...), nil
}

// of is say for texts that a test knows to be there.
func (w words) of(key string, values ...any) string {
	text, err := w.say(key, values...)
	if err != nil {
		return key
	}
	return text
}
