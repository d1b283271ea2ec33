package output

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
)

// How rows are cut. A row group holds at most rowGroupRows rows and is closed
// by the first row that takes it to rowGroupBytes; a part is closed by the row
// group that takes it to partRows. Both depend on the rows alone.
const (
	rowGroupRows  = 120_000
	rowGroupBytes = 24 << 20
	partRows      = 8 * rowGroupRows
)

// limits are those numbers, and the size of a chunk of the spill; tests make
// them small.
type limits struct {
	groupRows, groupBytes, spillBytes int
	partRows                          int64
}

// defaultLimits makes the batches of Arrow files smaller: they are held twice in
// memory, and readers map them whole.
func defaultLimits(f Format) limits {
	l := limits{groupRows: rowGroupRows, groupBytes: rowGroupBytes, partRows: partRows, spillBytes: spillBytes}
	if f == Arrow {
		l.groupRows, l.groupBytes = l.groupRows/4, l.groupBytes/4
	}
	return l
}

// groupWriter writes one file, row group by row group. There is one for each
// Format.
type groupWriter interface {
	write(*block) error
	close() error
}

func (p *parts) newWriter(l *latch) (groupWriter, error) {
	switch p.format {
	case Arrow:
		return newIPCWriter(l, p.schema, p.meta)
	default:
		return newParquetWriter(l, p.schema, p.meta, p.pages)
	}
}

// parts writes the rows of one source after the other as the files of a
// dataset. Its memory serves one source at a time.
type parts struct {
	root   string // folder of the dataset
	format Format
	schema *Schema
	meta   arrow.Metadata
	limits limits
	block  *block
	pages  *pageWriter
	files  []File // written so far
}

// writeEmpty writes a part without rows.
func (p *parts) writeEmpty(ctx context.Context, source string) error {
	out, err := p.source(ctx, source)
	if err != nil {
		return err
	}
	defer out.abandon()
	if err := out.open(); err != nil {
		return err
	}
	return out.finish()
}

// source makes the folder of a source.
func (p *parts) source(ctx context.Context, name string) (*part, error) {
	folder := snippetsFolder + "/" + sourcePrefix + SafeName(name)
	return &part{parts: p, folder: folder, ctx: ctx}, os.MkdirAll(filepath.Join(p.root, filepath.FromSlash(folder)), 0o777)
}

// writeSource writes all rows of a source, read from the spill.
func (p *parts) writeSource(ctx context.Context, s *spill, src *spilledSource) error {
	out, err := p.source(ctx, src.name)
	if err != nil {
		return err
	}
	defer out.abandon()
	if err := s.read(src, out.add); err != nil {
		return err
	}
	return out.end(src)
}

// part is the file of a source that is being written, if any.
type part struct {
	*parts
	folder string // below the root, with slashes
	ctx    context.Context
	number int
	total  int64 // rows in all of the source's parts

	file   *newFile // nil between parts
	writer groupWriter
	rows   int64
}

// open starts the next part. Its name ends in nothing that a reader would take
// for a dataset's file.
func (p *part) open() (err error) {
	path := filepath.Join(p.root, filepath.FromSlash(p.folder), fmt.Sprintf("part-%05d.unfinished", p.number))
	if p.file, err = createFile(path); err != nil {
		return err
	}
	p.writer, err = p.newWriter(p.file.latch)
	return err
}

// add takes a spilled row of the source.
func (p *part) add(row []byte) error {
	if err := p.block.append(row); err != nil {
		return err
	}
	if p.block.rows >= p.limits.groupRows || p.block.bytes >= p.limits.groupBytes {
		return p.flush()
	}
	return nil
}

// end closes the source's last part.
func (p *part) end(src *spilledSource) error {
	if p.block.rows > 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	if err := p.finish(); err != nil {
		return err
	}
	if p.total != src.rows {
		return fmt.Errorf("%d rows of source %q were written where %d arrived", p.total, src.name, src.rows)
	}
	p.block.forget()
	return syncDir(filepath.Join(p.root, filepath.FromSlash(p.folder)))
}

// flush writes the block as a row group.
func (p *part) flush() error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if p.file == nil {
		if err := p.open(); err != nil {
			return err
		}
	}
	if err := p.writer.write(p.block); err != nil {
		return p.because(err)
	}
	p.rows += int64(p.block.rows)
	p.block.reset()
	if p.rows >= p.limits.partRows {
		return p.finish()
	}
	return nil
}

// because prefers the write error behind what the library made of it.
func (p *part) because(err error) error {
	if p.file.err != nil {
		err = p.file.err
	}
	return fmt.Errorf("write %s: %w", p.file.path, err)
}

// finish closes the part, reads it back, and gives it the name of its content.
func (p *part) finish() error {
	if p.file == nil {
		return nil
	}
	if err := p.writer.close(); err != nil {
		return p.because(err)
	}
	if err := p.file.finish(); err != nil {
		return err
	}
	f := File{Rows: p.rows, Bytes: p.file.size, SHA256: p.file.hex()}
	if err := checkFile(p.ctx, p.file.path, p.format, f); err != nil {
		return err
	}
	f.Path = fmt.Sprintf("%s/part-%05d-%s%s", p.folder, p.number, f.SHA256[:16], p.format.suffix())
	if err := os.Rename(p.file.path, filepath.Join(p.root, filepath.FromSlash(f.Path))); err != nil {
		return err
	}
	p.files = append(p.files, f)
	p.total += p.rows
	p.number++
	p.file, p.rows = nil, 0
	return nil
}

// abandon removes an unfinished part.
func (p *part) abandon() {
	if p.file != nil {
		p.file.abandon()
	}
	p.block.forget()
}
