package compare

import (
	"maps"
	"slices"

	"lichang/lexicon"
)

// FileChange is a file of a lexicon's own folder whose bytes differ; what it
// means may be the same.
type FileChange struct {
	Path string `json:"path"` // below the folder, with slashes
	Op   Op     `json:"op"`
}

// Files compares the files of two lexicons' own folders, tests included, by
// their bytes. They are in the order of their paths.
func Files(old, new *lexicon.Checked) ([]FileChange, error) {
	a, err := old.OwnFiles()
	if err != nil {
		return nil, err
	}
	b, err := new.OwnFiles()
	if err != nil {
		return nil, err
	}
	out := []FileChange{}
	paths := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		before, was := a[path]
		after, is := b[path]
		switch {
		case !was:
			out = append(out, FileChange{path, Added})
		case !is:
			out = append(out, FileChange{path, Removed})
		case before != after:
			out = append(out, FileChange{path, Changed})
		}
	}
	return out, nil
}
