package output

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/gofrs/flock"
)

// Options say where and how a dataset is written.
type Options struct {
	// Dir is the output. Beside it, the run uses Dir.previous, Dir.quarantine,
	// and hidden names that begin with "." and Dir's.
	Dir string
	// Replace allows to replace a complete dataset of ours. Anything else that
	// stands at Dir is never touched.
	Replace bool
	// AsOf is a date ("2026-01-07") for a dataset of its own inside of Dir, ""
	// for Dir itself. Dir.latest is then a link to the newest of them.
	AsOf string
	// Keep is how many dated datasets stay; 0 for all.
	Keep int
	// DriftBounds tell which differences from the dataset before are named.
	DriftBounds DriftBounds
	Format      Format
	Schema      *Schema
	// Provenance goes to the manifest and to every file's footer.
	Provenance Provenance
}

// Summary is what a run wrote.
type Summary struct {
	Dir        string // the dataset
	Quarantine string // "" where nothing was rejected
	Rows       Counts
	Files      int
	// Pruned are the dated datasets that were removed.
	Pruned []string
	// Sources are the counts by source (the largest first) and target (in the
	// schema's order).
	Sources []SourceCount
	Figures *Figures
	// Drift is how the dataset differs from the one before it, nil where there
	// was none.
	Drift *Drift
}

// Writer writes one dataset. Nothing of it can be seen until Commit: it grows
// in a hidden folder beside the output. A Writer may not be shared between
// goroutines, and one of Commit, Withhold and Abort must end it; Abort after
// another does nothing.
type Writer struct {
	options Options
	place   place
	lock    *flock.Flock
	staging string

	encoder    *rowEncoder
	spill      *spill
	parts      *parts
	direct     *part // of the source whose rows go past the spill, if any
	sources    map[string]*source
	last       *source
	counts     Counts
	quarantine quarantine
	// unmentioned counts the rows that mention no target of the lexicon.
	unmentioned int64
	err         error // the first; a writer that failed stays failed
	closed      bool
}

// source is what is kept of each source while rows arrive.
type source struct {
	spilled *spilledSource
	tally   *tally
	profile profile
}

// Create checks that the output may be written, locks it, and opens the hidden
// folder. The error is an *OccupiedError where something stands in the way that
// must not be replaced, and wraps ErrLocked where another run is writing.
func Create(o Options) (*Writer, error) { return create(o, defaultLimits(o.Format)) }

func create(o Options, l limits) (_ *Writer, err error) {
	p, err := newPlace(o.Dir, o.Replace)
	if err == nil && o.AsOf != "" {
		p, err = p.dated(o.AsOf)
	}
	if err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := p.makeDirs(p.home); err != nil {
		return nil, err
	}
	pages, err := newPageWriter()
	if err != nil {
		return nil, err
	}
	w := &Writer{options: o, place: p, sources: make(map[string]*source)}
	if w.lock, err = lock(p.lock); err != nil {
		return nil, err
	}
	if w.staging, err = p.stage(); err != nil {
		return nil, errors.Join(err, unlock(w.lock))
	}
	w.encoder = newRowEncoder(o.Schema)
	w.spill = newSpill(filepath.Join(w.staging, "spill"), l.spillBytes)
	w.spill.begin = w.beginDirect
	w.parts = &parts{root: filepath.Join(w.staging, "data"), format: o.Format, schema: o.Schema, limits: l,
		meta: o.Provenance.metadata(), block: newBlock(o.Schema), pages: pages}
	w.quarantine.dir = filepath.Join(w.staging, "quarantine")
	return w, nil
}

// Add takes rows in the order of the input. It refuses what a file must not
// hold: strings that are not UTF-8, numbers that are not finite, decisions that
// are not the schema's. The rows may be reused afterwards.
func (w *Writer) Add(rows []Row) error {
	for i := range rows {
		if w.err != nil {
			return w.err
		}
		if err := w.add(&rows[i]); err != nil {
			w.err = fmt.Errorf("%s:%d: %w", rows[i].InputFile, rows[i].InputRow, err)
		}
	}
	return w.err
}

func (w *Writer) add(r *Row) error {
	switch r.Status {
	case statusRejected:
		return errors.New("a rejected row belongs into the quarantine")
	case statusRepaired:
		w.counts.Repaired++
	}
	src := w.last
	if src == nil || src.spilled.name != r.Source {
		src = w.source(r.Source)
		w.last = src
	}
	if err := src.tally.add(r); err != nil {
		return err
	}
	w.counts.Written++
	if !slices.ContainsFunc(r.Targets, func(d Decision) bool { return d.Mentions > 0 }) {
		w.unmentioned++
	}
	return w.spill.add(src.spilled, func(log []byte) ([]byte, error) { return w.encoder.append(log, r, &src.profile) })
}

func (w *Writer) source(name string) *source {
	if s, ok := w.sources[name]; ok {
		return s
	}
	name = strings.Clone(name) // not a hold on a batch of input
	s := &source{spilled: w.spill.source(name), tally: newTally(name, w.options.Schema.targets)}
	w.sources[name] = s
	return s
}

// Reject puts an input row into the quarantine, or where Row is 0 the name of an
// input that could not be read, which counts as no row.
func (w *Writer) Reject(r Rejected) error {
	if w.err != nil {
		return w.err
	}
	if err := w.quarantine.add(r); err != nil {
		w.err = fmt.Errorf("quarantine: %w", err)
		return w.err
	}
	if r.Row > 0 {
		w.counts.Rejected++
	}
	return nil
}

// LeaveOut counts a row that is not written because it was there before: in this
// run, or where seen is true in one of an earlier night.
func (w *Writer) LeaveOut(seen bool) {
	if seen {
		w.counts.Seen++
	} else {
		w.counts.Duplicates++
	}
}

// Scratch is a path in the hidden folder, for what only this run needs. It goes
// when the writer ends.
func (w *Writer) Scratch(name string) string { return filepath.Join(w.staging, "scratch-"+name) }

// Counts returns the rows taken so far.
func (w *Writer) Counts() Counts {
	c := w.counts
	c.In = c.Written + c.Rejected + c.Duplicates + c.Seen
	return c
}

// PublishedError says that a dataset is published, but that something beside it
// could not be done.
type PublishedError struct {
	Dir  string // the dataset
	What string // is not done
	Err  error
}

func (e *PublishedError) Error() string {
	return fmt.Sprintf("%s is published, but %s: %v", e.Dir, e.What, e.Err)
}

func (e *PublishedError) Unwrap() error { return e.Err }

// Commit writes, checks and publishes the dataset. On an error, a cancelled
// context's included, nothing is published and the hidden folder is removed;
// with a *PublishedError the dataset is published, and the summary is its.
func (w *Writer) Commit(ctx context.Context, inputs []Input, run RunInfo) (_ Summary, err error) {
	if w.closed {
		return Summary{}, errors.New("the writer is closed")
	}
	published := false
	defer func() {
		left := w.Abort()
		if published && left != nil {
			left = &PublishedError{w.place.out, "what it replaced cannot be removed", left}
		}
		err = errors.Join(err, left)
	}()
	if w.err != nil {
		return Summary{}, w.err
	}
	summary, err := w.write(ctx, inputs, run)
	if err != nil {
		return Summary{}, err
	}
	if err := ctx.Err(); err != nil {
		return Summary{}, err
	}
	attic, err := w.attic()
	if err != nil {
		return Summary{}, err
	}
	but := func(what string, err error) error { return &PublishedError{w.place.out, what, err} }
	if err := w.place.publish(w.parts.root, attic); err != nil {
		var still *PublishedError
		if published = errors.As(err, &still); !published {
			return Summary{}, err
		}
		return summary, err
	}
	published = true
	if err := w.place.publishQuarantine(w.quarantine.dir, attic); err != nil {
		return summary, but("not the quarantine", err)
	}
	if w.place.root == "" {
		return summary, nil
	}
	if err := w.place.pointLatest(w.staging); err != nil {
		return summary, but("not linked as the latest", err)
	}
	if summary.Pruned, err = w.place.prune(w.options.Keep, attic); err != nil {
		return summary, but("old datasets could not be removed", err)
	}
	return summary, nil
}

// Withhold publishes the quarantine alone and leaves the output as it is. It
// returns the quarantine's path, "" where nothing was rejected.
func (w *Writer) Withhold() (path string, err error) {
	if w.closed {
		return "", errors.New("the writer is closed")
	}
	defer func() { err = errors.Join(err, w.Abort()) }()
	if err := w.quarantine.finish(); err != nil {
		return "", err
	}
	attic, err := w.attic()
	if err != nil {
		return "", err
	}
	if err := w.place.publishQuarantine(w.quarantine.dir, attic); err != nil {
		return "", err
	}
	return w.quarantinePath(), nil
}

// Abort removes everything that was written and publishes nothing.
func (w *Writer) Abort() error {
	if w.closed {
		return nil
	}
	w.closed = true
	w.quarantine.abandon()
	if w.direct != nil {
		w.direct.abandon()
	}
	return errors.Join(w.spill.close(), removeStaging(w.staging), unlock(w.lock))
}

func (w *Writer) attic() (string, error) {
	attic := filepath.Join(w.staging, "attic")
	return attic, os.Mkdir(attic, 0o777)
}

func (w *Writer) quarantinePath() string {
	if w.quarantine.rows == 0 {
		return ""
	}
	return w.place.quarantine
}

// write completes the dataset in the hidden folder.
func (w *Writer) write(ctx context.Context, inputs []Input, run RunInfo) (Summary, error) {
	if err := w.quarantine.finish(); err != nil {
		return Summary{}, err
	}
	if err := w.spill.finish(); err != nil {
		return Summary{}, err
	}
	if err := w.writeSnippets(ctx); err != nil {
		return Summary{}, err
	}
	tallies := make([]*tally, 0, len(w.sources))
	for _, s := range w.spill.sources {
		tallies = append(tallies, w.sources[s.name].tally)
	}
	sortTallies(tallies)
	table, err := writeSources(ctx, w.parts.root, w.options.Format, w.parts.meta, tallies)
	if err != nil {
		return Summary{}, err
	}
	files := append(w.parts.files, table)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })

	manifest := Manifest{
		Format: manifestFormat, FormatVersion: manifestVersion, SchemaVersion: SchemaVersion,
		FileFormat: w.options.Format.String(), Targets: w.options.Schema.Targets(),
		MadeBy: w.options.Provenance, Inputs: append([]Input{}, inputs...), Rows: w.Counts(), Files: files,
	}
	run.Figures = w.figures(tallies, run.Words)
	run.Drift = w.drift(run.Figures)
	if err := writeLast(w.parts.root, manifest, run); err != nil {
		return Summary{}, err
	}
	summary := Summary{Dir: w.place.out, Quarantine: w.quarantinePath(), Rows: manifest.Rows, Files: len(files),
		Figures: run.Figures, Drift: run.Drift}
	for _, t := range tallies {
		for i := range t.targets {
			summary.Sources = append(summary.Sources, t.targets[i].SourceCount)
		}
	}
	return summary, nil
}

// emptySource is where the one part of a dataset without rows lies, so that
// readers find the columns.
const emptySource = "unknown"

// writeSnippets writes the parts of all sources, in the order of their folders.
func (w *Writer) writeSnippets(ctx context.Context) error {
	if len(w.spill.sources) == 0 {
		return w.parts.writeEmpty(ctx, emptySource)
	}
	if w.direct != nil {
		w.direct.ctx = ctx
		if err := w.direct.end(w.spill.direct); err != nil {
			return err
		}
	}
	sources := slices.Clone(w.spill.sources)
	names := make(map[string]string, len(sources))
	for _, s := range sources {
		safe := SafeName(s.name)
		if other, taken := names[safe]; taken {
			return fmt.Errorf("the sources %q and %q would share the folder %s", other, s.name, safe)
		}
		names[safe] = s.name
	}
	slices.SortFunc(sources, func(a, b *spilledSource) int { return strings.Compare(SafeName(a.name), SafeName(b.name)) })
	for _, s := range sources {
		if s == w.spill.direct {
			continue
		}
		if err := w.parts.writeSource(ctx, w.spill, s); err != nil {
			return err
		}
	}
	return syncDir(filepath.Join(w.parts.root, snippetsFolder))
}

// beginDirect opens the parts of a source whose rows are written as they come.
func (w *Writer) beginDirect(src *spilledSource) (func([]byte) error, error) {
	p, err := w.parts.source(context.Background(), src.name)
	if err != nil {
		return nil, err
	}
	w.direct = p
	return p.add, nil
}

// writeLast writes the files that make a folder a dataset, _SUCCESS at the very
// end.
func writeLast(data string, m Manifest, run RunInfo) error {
	info, err := marshal(run)
	if err != nil {
		return err
	}
	manifest, err := marshal(m)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name    string
		content []byte
	}{{runName, info}, {manifestName, manifest}, {successName, nil}} {
		if err := writeFile(filepath.Join(data, f.name), f.content); err != nil {
			return err
		}
	}
	return syncDir(data)
}

// metadata is the provenance as a file's key-value metadata.
func (p Provenance) metadata() arrow.Metadata {
	return arrow.NewMetadata(
		[]string{"lichang.tool", "lichang.engine", "lichang.schema", "lichang.lexicon", "lichang.lexicon_version", "lichang.lexicon_hash", "lichang.dictionary_hash"},
		[]string{p.Tool, p.Engine, SchemaVersion, p.Lexicon, p.LexiconVersion, p.LexiconHash, p.DictionaryHash})
}
