package output

import "fmt"

// Format is the file format of a dataset.
type Format int

// The formats.
const (
	Parquet Format = iota // zstd
	Arrow                 // IPC file, zstd
)

// ParseFormat reads "parquet" or "arrow".
func ParseFormat(s string) (Format, error) {
	for _, f := range []Format{Parquet, Arrow} {
		if s == f.String() {
			return f, nil
		}
	}
	return 0, fmt.Errorf("%q is no output format: use parquet or arrow", s)
}

func (f Format) String() string {
	if f == Arrow {
		return "arrow"
	}
	return "parquet"
}

func (f Format) suffix() string { return "." + f.String() }
