package output

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"pgregory.net/rapid"
)

// Every field of a row is written and read: the first sample row fills all of
// them, so that TestRowsComeBackAsTheyWere misses none that is added later.
func TestSampleRowFillsEveryField(t *testing.T) {
	row := sampleRows()[0]
	row.Reason = "only in JSON"
	var check func(path string, v reflect.Value)
	check = func(path string, v reflect.Value) {
		if v.IsZero() {
			t.Errorf("%s is zero", path)
			return
		}
		switch {
		case v.Type() == reflect.TypeFor[time.Time]():
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				check(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case v.Kind() == reflect.Slice && v.Len() > 0 && v.Index(0).Kind() == reflect.Struct:
			check(path+"[0]", v.Index(0))
		}
	}
	check("row", reflect.ValueOf(row))
}

func drawRow(t *rapid.T) Row {
	word := rapid.SampledFrom([]string{"", "a", "甲", "👩‍💻", "长长长长长长"})
	number := rapid.SampledFrom([]float64{0, 0.5, -1, 1, 0.3333, 1e-300})
	decision := func(id string) Decision {
		return Decision{ID: id, Label: rapid.SampledFrom([]string{"FAVOR", "AGAINST", "NONE"}).Draw(t, "label"), Score: number.Draw(t, "score"),
			Favor: number.Draw(t, "favor"), Against: number.Draw(t, "against"), Basis: word.Draw(t, "basis"), Mentions: rapid.Int32().Draw(t, "mentions")}
	}
	r := Row{ID: word.Draw(t, "id"), Source: word.Draw(t, "source"), Title: word.Draw(t, "title"), Text: rapid.StringN(0, 40, -1).Draw(t, "text"),
		URL: word.Draw(t, "url"), InputFile: word.Draw(t, "file"), InputRow: rapid.Int64().Draw(t, "row"), Status: "ok",
		SentimentScore: number.Draw(t, "sentiment"), SentimentLabel: word.Draw(t, "sentiment label"), Extra: word.Draw(t, "extra"),
		Targets: []Decision{decision("brand"), decision("blogger")}}
	if rapid.Bool().Draw(t, "own") {
		r.Own = decision("某公司")
	}
	if rapid.Bool().Draw(t, "time") {
		r.PublishedAt = time.UnixMilli(rapid.Int64Range(-1e12, 1e13).Draw(t, "ms")).UTC()
	}
	for range rapid.IntRange(0, 3).Draw(t, "pieces") {
		e := Evidence{Target: word.Draw(t, "target"), Holder: word.Draw(t, "holder"), Voice: word.Draw(t, "voice"), Term: word.Draw(t, "term"),
			Field: "text", Start: rapid.Int32().Draw(t, "start"), End: rapid.Int32().Draw(t, "end"), Polarity: 1, Weight: number.Draw(t, "weight"), Confidence: 1}
		e.Rules = rapid.SliceOfN(word, 0, 3).Draw(t, "rules")
		for range rapid.IntRange(0, 2).Draw(t, "spans") {
			e.Spans = append(e.Spans, Span{Role: word.Draw(t, "role"), Field: "title", Start: rapid.Int32().Draw(t, "s"), End: 3})
		}
		if len(e.Rules) == 0 {
			e.Rules = nil
		}
		r.Evidence = append(r.Evidence, e)
	}
	return r
}

// randomDataset is rows, and where the cuts between chunks, row groups and parts
// fall.
type randomDataset struct {
	rows   []Row
	limits limits
	format Format
}

func drawDataset(t *rapid.T) (d randomDataset) {
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		r := drawRow(t)
		for range rapid.SampledFrom([]int{1, 1, 2, 9}).Draw(t, "repeats") {
			d.rows = append(d.rows, r)
		}
	}
	d.limits = limits{groupRows: rapid.IntRange(2, 20).Draw(t, "group"), groupBytes: rapid.IntRange(100, 3000).Draw(t, "bytes"),
		partRows: int64(rapid.IntRange(5, 30).Draw(t, "part")), spillBytes: rapid.IntRange(1, 3000).Draw(t, "spill")}
	d.format = rapid.SampledFrom([]Format{Parquet, Parquet, Arrow}).Draw(t, "format")
	return d
}

// What is written comes back, whatever the rows and the cuts. Every case syncs
// files to the disk, hence only a few.
func TestRandomRowsComeBack(t *testing.T) {
	datasets := rapid.Custom(drawDataset)
	for seed := range 25 {
		d := datasets.Example(seed)
		out := filepath.Join(t.TempDir(), "out")
		writeDataset(t, out, d.format, d.limits, d.rows)
		got, want := readDataset(t, out), bySource(d.rows)
		if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d, limits %+v:\n got %+v\nwant %+v", seed, d.limits, got, want)
		}
	}
}

func TestHybridAgainstPlainDecoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 20).Draw(t, "width")
		var want []uint32
		var h hybrid
		h.reset(width)
		for range rapid.IntRange(0, 30).Draw(t, "runs") {
			v, n := uint32(rapid.IntRange(0, 1<<width-1).Draw(t, "value")), rapid.SampledFrom([]int{1, 1, 1, 3, 8, 9, 600}).Draw(t, "n")
			h.add(v, n)
			want = append(want, slices.Repeat([]uint32{v}, n)...)
		}
		if got := unpackHybrid(t, h.finish(), width)[:]; len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// unpackHybrid follows the format's description word for word.
func unpackHybrid(t *rapid.T, b []byte, width int) (values []uint32) {
	c := cursor{buf: b}
	for len(c.buf) > 0 {
		head := int(c.uvarint())
		if head&1 == 0 {
			v := uint32(0)
			for i, x := range c.take((width + 7) / 8) {
				v |= uint32(x) << (8 * i)
			}
			values = append(values, slices.Repeat([]uint32{v}, head>>1)...)
			continue
		}
		packed := c.take(head >> 1 * width)
		for i := 0; i < head>>1*8; i++ {
			v := uint32(0)
			for bit := range width {
				at := i*width + bit
				v |= uint32(packed[at/8]>>(at%8)&1) << bit
			}
			values = append(values, v)
		}
	}
	if c.bad {
		t.Fatal("the encoding ends too early")
	}
	return values
}

func TestWhatNoFileMayHoldIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Row){
		"text":      func(r *Row) { r.Text = "好\xff" },
		"id":        func(r *Row) { r.ID = "\xc3" },
		"source":    func(r *Row) { r.Source = "\xe4\xb8" },
		"extra":     func(r *Row) { r.Extra = "\xff" },
		"label":     func(r *Row) { r.Targets[0].Label = "POS" },
		"basis":     func(r *Row) { r.Targets[1].Basis = "\xff" },
		"own":       func(r *Row) { r.Own = Decision{ID: "\xff"} },
		"term":      func(r *Row) { r.Evidence[1].Term = "\xff" },
		"rule":      func(r *Row) { r.Evidence[0].Rules[1] = "\xff" },
		"role":      func(r *Row) { r.Evidence[0].Spans[1].Role = "\xff" },
		"score":     func(r *Row) { r.Targets[0].Score = math.NaN() },
		"sentiment": func(r *Row) { r.SentimentScore = math.Inf(1) },
		"weight":    func(r *Row) { r.Evidence[0].Weight = math.Inf(-1) },
		"target":    func(r *Row) { r.Targets[0].ID = "blogger" },
		"targets":   func(r *Row) { r.Targets = r.Targets[:1] },
		"rejected":  func(r *Row) { r.Status = "rejected" },
	} {
		t.Run(name, func(t *testing.T) {
			w, err := Create(Options{Dir: filepath.Join(t.TempDir(), "out"), Schema: sampleSchema(t)})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Abort()
			row := sampleRows()[0]
			spoil(&row)
			if err := w.Add([]Row{row}); err == nil || !strings.Contains(err.Error(), "in/一.jsonl:7") {
				t.Errorf("Add = %v", err)
			}
			if _, err := w.Commit(t.Context(), nil, RunInfo{}); err == nil {
				t.Error("the rest was committed")
			}
		})
	}
}

// lz4Raw is a codec that the library has no name for.
const lz4Raw = compress.Compression(7)

func TestCodecsThatCannotBeReadAreNamed(t *testing.T) {
	builder := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.BinaryTypes.String}}, nil))
	builder.Field(0).(*array.StringBuilder).Append(strings.Repeat("甲", 1000))
	record := builder.NewRecord()
	dir := t.TempDir()

	path := filepath.Join(dir, "a.arrow")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := ipc.NewFileWriter(f, ipc.WithSchema(record.Schema()), ipc.WithLZ4())
	if err := errors.Join(err, w.Write(record), w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if f, err = os.Open(path); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var codec *CodecError
	if _, err := countIPC(t.Context(), f); !errors.As(err, &codec) || codec.Codec != "LZ4" {
		t.Errorf("countIPC = %v", err)
	}
	for c, readable := range map[compress.Compression]bool{compress.Codecs.Lz4: false, lz4Raw: false, compress.Codecs.Lzo: false, compress.Codecs.Zstd: true, compress.Codecs.Snappy: true} {
		if err := readableCodec(c); (err == nil) != readable {
			t.Errorf("%v: %v", c, err)
		}
	}
}

// A corrupt page must end in an error: the library's table reader panics in
// goroutines of its own, which no caller survives.
func TestCorruptFilesAreErrors(t *testing.T) {
	for _, format := range []Format{Parquet, Arrow} {
		t.Run(format.String(), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			rows := slices.Repeat(sampleRows(), 3)
			for i := range rows {
				rows[i].Source = "甲"
			}
			writeDataset(t, dir, format, defaultLimits(format), rows)
			d, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			part := d.parts()[0]
			whole, err := os.ReadFile(d.path(part))
			if err != nil {
				t.Fatal(err)
			}
			for at := 0; at < len(whole); at += 61 {
				broken := slices.Clone(whole)
				broken[at] ^= 0x55
				if err := os.WriteFile(d.path(part), broken, 0o666); err != nil {
					t.Fatal(err)
				}
				if err := d.Verify(t.Context()); err == nil {
					t.Errorf("Verify missed a change at byte %d", at)
				}
				if err := d.Rows(t.Context(), func([]Row) error { return nil }); err == nil {
					t.Errorf("Rows missed a change at byte %d", at)
				}
			}
			for _, size := range []int{0, 3, 8, len(whole) / 2, len(whole) - 1} {
				if err := os.WriteFile(d.path(part), whole[:size], 0o666); err != nil {
					t.Fatal(err)
				}
				if err := d.Rows(t.Context(), func([]Row) error { return nil }); err == nil {
					t.Errorf("%d bytes of %d were read without an error", size, len(whole))
				}
			}
		})
	}
}

// The root of a Parquet schema must be required, or some readers refuse it, and
// our own files must hold what the footer promises.
func TestParquetFooter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	writeDataset(t, dir, Parquet, defaultLimits(Parquet), sampleRows())
	for _, pattern := range []string{"sources.parquet", "snippets/*/*.parquet"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatal(paths, err)
		}
		r := openParquet(t, paths[0])
		if rep := r.MetaData().Schema.Root().RepetitionType(); rep != parquet.Repetitions.Required {
			t.Errorf("%s: the root is %v", pattern, rep)
		}
		if v := r.MetaData().KeyValueMetadata().FindValue("lichang.lexicon"); v == nil || *v != "示例" {
			t.Errorf("%s: lexicon %v", pattern, v)
		}
		table, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := table.Schema()
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := schema.Field(0).Metadata.GetValue("description"); text == "" {
			t.Errorf("%s: the first column has no description", pattern)
		}
	}
}
