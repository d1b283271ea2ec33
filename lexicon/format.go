package lexicon

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Formatted is a file of a lexicon's folder as it should be written.
type Formatted struct {
	Name    string // relative to the folder
	Content []byte
	Changed bool // it is written otherwise
}

// Format returns the files of a lexicon's folder in their one form, no byte order
// mark, LF. Tables, and segment.dict, have their rows sorted within the block
// that a comment or blank line ends, no trailing blanks or empty cells. YAML is
// set in by two blanks, without trailing blanks and more than one blank line;
// its order stays. So do all comments, and what the lexicon means. The problems
// say which files are no text, or no YAML.
func Format(fsys fs.FS, dir string) ([]Formatted, Problems, error) {
	src := source{fsys: fsys, dir: dir, shown: dir}
	files, err := src.files()
	if err != nil {
		return nil, nil, err
	}
	var out []Formatted
	c := &collector{}
	for _, file := range files {
		sub, base := path.Split(file)
		header := sub == "terms/" && path.Ext(base) == ".tsv" || file == "refused.tsv"
		isYAML := SchemaKindOf(file) != ""
		if !header && !isYAML && file != "segment.dict" {
			continue
		}
		content, err := fs.ReadFile(fsys, path.Join(dir, file))
		if err != nil {
			return nil, nil, fmt.Errorf("lexicon %s: %w", dir, err)
		}
		text, ok := c.decode(src.file(file), content)
		if !ok {
			continue
		}
		formatted := ""
		if !isYAML {
			formatted = formatTable(text, header)
		} else if formatted, ok = c.formatYAML(src.file(file), text); !ok {
			continue
		}
		out = append(out, Formatted{file, []byte(formatted), formatted != string(content)})
	}
	return out, c.sorted(), nil
}

// formatTable writes a table; its first row is a header if it has one.
func formatTable(text string, header bool) string {
	var out, block []string
	flush := func() {
		slices.SortStableFunc(block, compareRows)
		out = append(out, block...)
		block = block[:0]
	}
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		switch {
		case line == "":
			flush()
			if len(out) > 0 && out[len(out)-1] != "" {
				out = append(out, "")
			}
		case strings.HasPrefix(line, "#"):
			flush()
			out = append(out, line)
		case header:
			out = append(out, line)
			header = false
		default:
			block = append(block, line)
		}
	}
	flush()
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, "\n") + "\n"
}

// compareRows orders rows by their first cell, then by the whole.
func compareRows(a, b string) int {
	x, _, _ := strings.Cut(a, "\t")
	y, _, _ := strings.Cut(b, "\t")
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
}
