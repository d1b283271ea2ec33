package pipeline

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"lichang/output"
)

// openTable makes an input of a Parquet or Arrow file: its rows come as lines of
// JSON, so that they are documents by the same rules.
func (in *input) openTable(file *os.File, size int64, f Format, rd Reading) error {
	t, err := output.OpenTable(context.Background(), file, f == Parquet)
	if err != nil {
		return err
	}
	names := rd.Names
	if t.Own {
		names = Names{} // its columns are known
	}
	if err := checkColumns(t.Columns, names); err != nil {
		return errors.Join(err, t.Close())
	}
	in.placeless, in.leftOut = true, t.LeftOut
	in.format = jsonlFormat{names: names, own: t.Own}
	in.lines = newLineReader(&tableReader{table: t, size: size, maxRatio: rd.maxRatio()}, rd.maxLine(), UTF8)
	in.lines.body = true // a byte order mark is a text's
	in.close = func() error {
		// The footer lies at the end, so the sum is made by itself.
		return errors.Join(t.Close(), file.Close())
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.NewSectionReader(file, 0, size))
	in.hash, in.bytes = sum, n
	return err
}

func checkColumns(columns []output.TableColumn, names Names) error {
	var all []string
	for _, c := range columns {
		all = append(all, c.Name)
	}
	if _, err := newHeader(all, names); err != nil {
		return err
	}
	for _, c := range columns {
		switch field := names.field(c.Name); field {
		case "", "published_at":
		case "id":
			if !c.Text && !c.Number {
				return fmt.Errorf("the column %q is %s: an id is a string or a whole number", c.Name, c.Type)
			}
		default:
			if !c.Text {
				return fmt.Errorf("the column %q is %s: the field %s is a string", c.Name, c.Type, field)
			}
		}
	}
	return nil
}

// tableReader gives a table's rows as lines.
type tableReader struct {
	table    *output.Table
	rest     []byte
	buf      []byte
	out      int64
	size     int64
	maxRatio int64
}

func (r *tableReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		var err error
		if r.buf, err = r.table.Next(r.buf[:0]); err != nil {
			return 0, err
		}
		r.rest = r.buf
		r.out += int64(len(r.buf))
		if err := grown(r.out, r.size, r.maxRatio); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
