package output

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// The kinds of faults of a dataset.
const (
	FaultManifest = "manifest" // there is none that can be read, or it contradicts itself
	FaultSuccess  = "success"  // _SUCCESS is missing
	FaultMissing  = "missing"  // a file that the manifest names is not there
	FaultContent  = "content"  // its bytes are not those that were written, or do not decode
	FaultSchema   = "schema"   // its columns are not those of the schema
	FaultRows     = "rows"     // counts do not add up
	FaultStray    = "stray"    // something that the manifest does not name
)

// Fault is one thing that is wrong with a dataset.
type Fault struct {
	Path   string `json:"path"` // below the dataset, with slashes; "." for the whole
	Kind   string `json:"kind"`
	Detail string `json:"detail"`
}

func (f Fault) Error() string { return fmt.Sprintf("%s: %s: %s", f.Path, f.Kind, f.Detail) }

// Verified is what Verify read.
type Verified struct {
	Dataset string  `json:"dataset"`
	Files   int     `json:"files"` // that the manifest names
	Rows    int64   `json:"rows"`  // in the parts that could be read
	Faults  []Fault `json:"faults"`
}

// Verify reads a dataset again and compares it with its manifest: checksums,
// rows, columns, and that nothing is missing or too many. It returns all that is
// wrong, in the order of the manifest; the error is that of a folder that cannot
// be read, or of ctx.
func Verify(ctx context.Context, dir string) (Verified, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return Verified{}, err
	}
	if !info.IsDir() {
		return Verified{}, fmt.Errorf("%s is a file, not a dataset", dir)
	}
	v := verification{dir: dir}
	if v.root, err = filepath.EvalSymlinks(dir); err != nil { // a walk does not follow a link
		return Verified{}, err
	}
	if v.manifest, err = loadManifest(dir); err != nil {
		v.fault(manifestName, FaultManifest, "%v", err)
		return v.verified(), nil
	}
	err = v.check(ctx)
	return v.verified(), err
}

// verification is one dataset being read again.
type verification struct {
	dir      string // as given
	root     string // without symbolic links
	manifest *Manifest
	rows     int64
	unmade   []string // keys of footers that the manifest contradicts
	faults   []Fault
}

func (v *verification) verified() Verified {
	out := Verified{Dataset: v.dir, Rows: v.rows, Faults: append([]Fault{}, v.faults...)}
	if v.manifest != nil {
		out.Files = len(v.manifest.Files)
	}
	return out
}

func (v *verification) fault(path, kind, format string, args ...any) {
	v.faults = append(v.faults, Fault{Path: path, Kind: kind, Detail: fmt.Sprintf(format, args...)})
}

func (v *verification) check(ctx context.Context) error {
	if _, err := os.Lstat(filepath.Join(v.dir, successName)); err != nil {
		v.fault(successName, FaultSuccess, "it is not there: the dataset was not finished")
	}
	v.checkRun()
	m := v.manifest
	schema, err := NewSchema(m.Targets)
	if err != nil {
		v.fault(manifestName, FaultManifest, "%v", err)
		return v.checkStrays()
	}
	if m.SchemaVersion != SchemaVersion {
		v.fault(manifestName, FaultSchema, "schema version %s, this lichang reads %s", m.SchemaVersion, SchemaVersion)
	}
	format, err := ParseFormat(m.FileFormat)
	if err != nil {
		v.fault(manifestName, FaultManifest, "%v", err)
		return v.checkStrays()
	}
	tables := 0
	for _, f := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		want := schema.arrow
		if !isPart(f) {
			tables++
			want = sourcesSchema()
		}
		v.checkFile(ctx, f, format, want)
	}
	if tables != 1 {
		v.fault(manifestName, FaultManifest, "it names %d tables of sources instead of one", tables)
	}
	v.checkCounts()
	return v.checkStrays()
}

// checkFile reads one file that the manifest names.
func (v *verification) checkFile(ctx context.Context, f File, format Format, want *arrow.Schema) {
	at := filepath.Join(v.dir, filepath.FromSlash(f.Path))
	info, err := os.Lstat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.fault(f.Path, FaultMissing, "no such file")
		return
	case err != nil:
		v.fault(f.Path, FaultMissing, "%v", err)
		return
	case !info.Mode().IsRegular():
		v.fault(f.Path, FaultContent, "it is no regular file")
		return
	}
	if isPart(f) {
		v.rows += f.Rows
		if name := path.Base(f.Path); len(f.SHA256) < 16 || !strings.Contains(name, f.SHA256[:16]) {
			v.fault(f.Path, FaultManifest, "its name does not carry its checksum %s", f.SHA256)
		}
	}
	if err := checkFile(ctx, at, format, f); err != nil {
		v.fault(f.Path, FaultContent, "%v", unwrapped(err))
		return
	}
	got, made, err := columnsOf(at, format)
	switch {
	case err != nil:
		v.fault(f.Path, FaultSchema, "%v", err)
		return
	case !sameColumns(got, want):
		v.fault(f.Path, FaultSchema, "its columns are not those of the schema: %s", differentColumns(got, want))
	}
	v.checkMade(f, made)
}

// checkMade compares what the manifest says of its making with what the footer of
// a file says of it. The file is as it was written, so that it is the manifest
// that was changed; each of its fields is told of once. The version of the schema
// is compared by itself.
func (v *verification) checkMade(f File, made arrow.Metadata) {
	told := v.manifest.MadeBy.metadata()
	for i, key := range told.Keys() {
		got, ok := made.GetValue(key)
		if !ok || key == "lichang.schema" || got == told.Values()[i] || slices.Contains(v.unmade, key) {
			continue
		}
		v.unmade = append(v.unmade, key)
		v.fault(manifestName, FaultManifest, "its %s is %q, in the footer of %s it is %q", strings.TrimPrefix(key, "lichang."), told.Values()[i], f.Path, got)
	}
}

// checkRun reads what is told of the run. Every run writes it, and whoever shows
// a dataset reads it.
func (v *verification) checkRun() {
	content, err := os.ReadFile(filepath.Join(v.dir, runName))
	if errors.Is(err, fs.ErrNotExist) {
		v.fault(runName, FaultMissing, "no such file")
		return
	}
	if err == nil {
		err = json.Unmarshal(content, new(RunInfo))
	}
	if err != nil {
		v.fault(runName, FaultContent, "%v", err)
	}
}

// unwrapped leaves the path out, which stands in the fault.
func unwrapped(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// checkCounts adds up.
func (v *verification) checkCounts() {
	m := v.manifest
	var rows, read int64
	for _, f := range m.Files {
		if isPart(f) {
			rows += f.Rows
		}
	}
	if rows != m.Rows.Written {
		v.fault(".", FaultRows, "its parts hold %d rows, its manifest tells %d", rows, m.Rows.Written)
	}
	if c := m.Rows; c.In != c.Written+c.Rejected+c.Duplicates+c.Seen {
		v.fault(manifestName, FaultRows, "it tells %d rows read, %d written, %d rejected, %d duplicates and %d seen before", c.In, c.Written, c.Rejected, c.Duplicates, c.Seen)
	}
	for _, in := range m.Inputs {
		read += in.Rows
	}
	if len(m.Inputs) > 0 && read != m.Rows.In {
		v.fault(manifestName, FaultRows, "its inputs had %d rows, of which it accounts for %d", read, m.Rows.In)
	}
}

// checkStrays finds what the manifest does not name.
func (v *verification) checkStrays() error {
	known := map[string]bool{".": true, manifestName: true, runName: true, successName: true, snippetsFolder: true}
	for _, f := range v.manifest.Files {
		known[f.Path], known[path.Dir(f.Path)] = true, true
	}
	return filepath.WalkDir(v.root, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(v.root, at)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if known[rel] {
			return nil
		}
		if !d.IsDir() {
			v.fault(rel, FaultStray, "lichang did not write it")
			return nil
		}
		inside, err := os.ReadDir(at) // what lies in it is named by itself
		if err == nil && len(inside) == 0 {
			v.fault(rel, FaultStray, "an empty folder, which lichang did not write")
		}
		return err
	})
}

// columnsOf reads the columns of a file as Arrow has them, and what its footer
// says of its making.
func columnsOf(at string, format Format) (columns *arrow.Schema, made arrow.Metadata, err error) {
	defer recoverInto(&err)
	f, err := os.Open(at)
	if err != nil {
		return nil, made, err
	}
	defer f.Close()
	if format == Arrow {
		r, err := ipc.NewFileReader(f)
		if err != nil {
			return nil, made, err
		}
		return r.Schema(), r.Schema().Metadata(), r.Close()
	}
	pf, err := file.NewParquetReader(f)
	if err != nil {
		return nil, made, err
	}
	table, err := pqarrow.NewFileReader(pf, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return nil, made, err
	}
	kv := pf.MetaData().KeyValueMetadata()
	columns, err = table.Schema()
	return columns, arrow.NewMetadata(kv.Keys(), kv.Values()), err
}

// differentColumns names the first column that differs.
func differentColumns(got, want *arrow.Schema) string {
	for i := range max(got.NumFields(), want.NumFields()) {
		switch {
		case i >= got.NumFields():
			return want.Field(i).Name + " is not there"
		case i >= want.NumFields():
			return got.Field(i).Name + " is too many"
		case got.Field(i).Name != want.Field(i).Name:
			return got.Field(i).Name + " stands where " + want.Field(i).Name + " belongs"
		case typeName(got.Field(i).Type) != typeName(want.Field(i).Type):
			return got.Field(i).Name + " is " + typeName(got.Field(i).Type) + " instead of " + typeName(want.Field(i).Type)
		}
	}
	return "none differs"
}
