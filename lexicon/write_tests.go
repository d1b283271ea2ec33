package lexicon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// AppendTests appends tests as the YAML that ReadTests reads, one thing a line
// so that a change of it is one line of a diff. Labels of NONE are left out, as
// a target that is not named is NONE. It writes no rules and no twins: those
// are made by hand.
func AppendTests(b []byte, tests []Test) []byte {
	for i := range tests {
		t := &tests[i]
		first := true
		field := func(key, value string) {
			lead := "  "
			if first {
				lead = "- "
			}
			first = false
			b = append(b, lead...)
			b = append(b, key...)
			b = append(b, ':')
			if value != "" {
				b = append(b, ' ')
				b = append(b, value...)
			}
			b = append(b, '\n')
		}
		for _, f := range [...]struct{ key, value string }{
			{"name", t.Name}, {"note", t.Note}, {"title", t.Title}, {"text", t.Text}, {"about", t.About}, {"target", t.Target},
		} {
			if f.value != "" {
				field(f.key, yamlString(f.value))
			}
		}
		if t.Want != nil {
			field("want", wantYAML(t.Want))
		}
		if t.Sentiment != "" {
			field("sentiment", t.Sentiment)
		}
		for _, list := range [...]struct {
			key   string
			items []string
		}{{"evidence", t.Evidence}, {"found", t.Found}} {
			if list.items == nil {
				continue
			}
			if len(list.items) == 0 {
				field(list.key, "[]")
				continue
			}
			field(list.key, "")
			for _, item := range list.items {
				b = append(b, "    - "+yamlString(item)+"\n"...)
			}
		}
	}
	return b
}

func wantYAML(want map[string]string) string {
	var parts []string
	for id, label := range want {
		if label != "NONE" {
			parts = append(parts, yamlString(id)+": "+label)
		}
	}
	slices.Sort(parts)
	return "{" + strings.Join(parts, ", ") + "}"
}

// yamlString writes a string as a YAML scalar, in quotes wherever it could be
// read as anything else.
func yamlString(s string) string {
	if plainYAML(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainYAML says whether a string stands for itself without quotes: letters and
// digits with what punctuation has no meaning to YAML, and no number or word
// that YAML knows.
func plainYAML(s string) bool {
	letter := false
	for i, r := range s {
		switch {
		case unicode.IsLetter(r):
			letter = true
		case r == ' ':
			if i == 0 || i == len(s)-1 {
				return false
			}
		case unicode.IsDigit(r), r == '_':
		case i > 0 && strings.ContainsRune("-+.()", r), strings.ContainsRune("，。！？；：、“”‘’《》（）…—·", r):
		default:
			return false
		}
	}
	if !letter {
		return false
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64); err == nil {
		return false
	}
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		return false
	}
	// 0x1F, 0o7, 1e3 and their like: who begins with a digit is quoted.
	return !unicode.IsDigit([]rune(s)[0])
}
