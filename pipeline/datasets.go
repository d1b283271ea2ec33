package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash/fnv"
	"io"
	"math"
	"slices"

	"lichang/output"
	"lichang/pipeline/flip"
)

// DatasetsReport is in what two datasets differ. The rows of its flip.Report are
// those that both hold, by their ids; what caused a flip is not looked for.
type DatasetsReport struct {
	*flip.Report
	// Shared are the ids of the targets that both judge, in the new one's order;
	// OnlyOld and OnlyNew those that one of them judges.
	Shared, OnlyOld, OnlyNew []string
	// OldRows and NewRows are rows whose id the other dataset does not hold.
	OldRows, NewRows int64
	// OtherText are rows of both whose title or text is another, OtherTextFlips
	// the flips in these.
	OtherText, OtherTextFlips int64
}

// DatasetsConfig says how datasets are compared.
type DatasetsConfig struct {
	// Keep is how many flips the report lists at most; Each gets them all, in
	// the order of the new dataset, and may be nil.
	Keep int
	Each func(*flip.Flip) error
}

// The bounds of memory: ids that are held at once, some 100 bytes each, and flips
// that wait for what the old dataset says.
const (
	heldIDs     = 2_000_000
	heldFlips   = 10_000
	verdictSize = 9 // of one target: a label, and the bits of a score
)

// CompareDatasets compares what two datasets say of the rows that both hold. It
// reads each of them as often as its memory, which does not grow with them,
// demands: once up to two million rows, and the old one once more for each ten
// thousand flips.
func CompareDatasets(ctx context.Context, old, new *output.Dataset, cfg DatasetsConfig) (*DatasetsReport, error) {
	j := join{old: old, new: new, cfg: cfg, held: heldIDs, waiting: heldFlips}
	return j.run(ctx)
}

type join struct {
	old, new      *output.Dataset
	cfg           DatasetsConfig
	held, waiting int

	report  DatasetsReport
	tally   *flip.Tally
	shares  uint64 // into so many the ids are divided; each pass takes one
	share   uint64
	oldAt   []int // by shared target, its number in the old rows
	newAt   []int
	rows    map[rowKey]int32 // number of an old row
	said    []byte           // by old row: the text's hash, then a verdict a shared target, then the own one
	size    int              // bytes an old row
	matched []bool
	pending []flip.Flip
	filled  int // flips that were shown with both sides
}

type rowKey [16]byte

func keyOfID(id string) rowKey {
	sum := sha256.Sum256([]byte(id))
	return rowKey(sum[:len(rowKey{})])
}

func (j *join) run(ctx context.Context) (*DatasetsReport, error) {
	oldTargets, newTargets := j.old.Manifest.Targets, j.new.Manifest.Targets
	for i, id := range newTargets {
		if k := slices.Index(oldTargets, id); k >= 0 {
			j.report.Shared = append(j.report.Shared, id)
			j.oldAt, j.newAt = append(j.oldAt, k), append(j.newAt, i)
		} else {
			j.report.OnlyNew = append(j.report.OnlyNew, id)
		}
	}
	for _, id := range oldTargets {
		if !slices.Contains(newTargets, id) {
			j.report.OnlyOld = append(j.report.OnlyOld, id)
		}
	}
	j.size = 16 + verdictSize*(len(j.report.Shared)+1)
	j.tally = flip.NewTally(append(slices.Clone(j.report.Shared), flip.OwnTarget), j.cfg.Keep, j.cfg.Each)
	j.shares = 1 + uint64(j.old.Manifest.Rows.Written)/uint64(j.held)
	for j.share = 0; j.share < j.shares; j.share++ {
		if err := j.readOld(ctx); err != nil {
			return nil, err
		}
		if err := j.readNew(ctx); err != nil {
			return nil, err
		}
	}
	j.report.Report = j.tally.Finish()
	j.report.Causes = []flip.CauseReport{}
	return &j.report, nil
}

// mine says whether a row belongs to the share of this pass.
func (j *join) mine(k rowKey) bool { return binary.LittleEndian.Uint64(k[:])%j.shares == j.share }

// readOld remembers what the old dataset says of its rows.
func (j *join) readOld(ctx context.Context) error {
	j.rows, j.said, j.matched = map[rowKey]int32{}, j.said[:0], j.matched[:0]
	err := j.old.Rows(ctx, func(rows []output.Row) error {
		for i := range rows {
			r := &rows[i]
			k := keyOfID(r.ID)
			if _, twice := j.rows[k]; twice || !j.mine(k) {
				continue
			}
			j.rows[k] = int32(len(j.matched))
			j.matched = append(j.matched, false)
			j.said = binary.LittleEndian.AppendUint64(j.said, textOf(r))
			j.said = binary.LittleEndian.AppendUint64(j.said, hashOf(r.Own.ID))
			for _, at := range j.oldAt {
				j.said = appendVerdict(j.said, &r.Targets[at])
			}
			j.said = appendVerdict(j.said, &r.Own)
		}
		return nil
	})
	j.report.OldRows += int64(len(j.matched))
	return err
}

func textOf(r *output.Row) uint64 { return hashOf(r.Title, r.Text) }

func hashOf(parts ...string) uint64 {
	h := fnv.New64a()
	for _, s := range parts {
		_, _ = io.WriteString(h, s)
		_, _ = h.Write([]byte{0xFF}) // which no text holds
	}
	return h.Sum64()
}

// verdict is what is remembered of a decision.
type verdict struct {
	label string
	score float64
}

func appendVerdict(dst []byte, d *output.Decision) []byte {
	label := byte(slices.Index(rowLabels(), d.Label) + 1) // 0 for none
	dst = append(dst, label)
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(d.Score))
}

func rowLabels() []string {
	return []string{output.LabelFavor, output.LabelAgainst, output.LabelNone}
}

// verdictAt reads the n-th verdict of an old row.
func (j *join) verdictAt(said []byte, n int) (v verdict) {
	b := said[16+verdictSize*n:]
	if b[0] > 0 {
		v.label = rowLabels()[b[0]-1]
	}
	v.score = math.Float64frombits(binary.LittleEndian.Uint64(b[1:]))
	return v
}

// readNew compares the rows of the new dataset with those.
func (j *join) readNew(ctx context.Context) error {
	err := j.new.Rows(ctx, func(rows []output.Row) error {
		p := &flip.Part{Sources: map[string]int64{}}
		for i := range rows {
			j.row(p, &rows[i])
		}
		if err := j.tally.Add(p); err != nil {
			return err
		}
		if len(j.pending) >= j.waiting {
			return j.fill(ctx)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return j.fill(ctx)
}

func (j *join) row(p *flip.Part, r *output.Row) {
	k := keyOfID(r.ID)
	if !j.mine(k) {
		return
	}
	n, ok := j.rows[k]
	if !ok {
		j.report.NewRows++
		return
	}
	if !j.matched[n] {
		j.matched[n] = true
		j.report.OldRows--
	}
	p.Rows++
	p.Known++
	p.Sources[r.Source]++
	p.IDs = append(p.IDs, binary.LittleEndian.Uint64(k[:]))
	said := j.said[int(n)*j.size : (int(n)+1)*j.size]
	otherText := binary.LittleEndian.Uint64(said) != textOf(r)
	if otherText {
		j.report.OtherText++
	}
	flipped, moved := false, false
	pair := func(target string, before verdict, after *output.Decision) {
		p.Count(target, before.label, after.Label)
		moved = moved || before.score != after.Score
		if before.label == after.Label {
			return
		}
		flipped = true
		if otherText {
			j.report.OtherTextFlips++
		}
		f := flip.Flip{ID: r.ID, Source: r.Source, File: r.InputFile, Row: r.InputRow, Title: r.Title, Text: r.Text, Target: target}
		if target == flip.OwnTarget {
			f.Own = after.ID
		}
		f.Old = flip.Side{Label: before.label, Score: before.score, Evidence: []flip.Evidence{}}
		f.New = SideOf(after, r)
		j.pending = append(j.pending, f)
	}
	for i, id := range j.report.Shared {
		pair(id, j.verdictAt(said, i), &r.Targets[j.newAt[i]])
	}
	if r.Own.ID != "" && binary.LittleEndian.Uint64(said[8:]) == hashOf(r.Own.ID) {
		pair(flip.OwnTarget, j.verdictAt(said, len(j.report.Shared)), &r.Own)
	}
	if flipped {
		p.FlippedRows++
	}
	if moved {
		p.Moved++
	}
	p.Touched = p.Moved
}

// fill gives the flips that somebody will see the old dataset's side, and counts
// all.
func (j *join) fill(ctx context.Context) error {
	seen := j.pending
	if j.cfg.Each == nil {
		seen = seen[:min(len(seen), max(0, j.cfg.Keep-j.filled))]
	}
	j.filled += len(seen)
	if len(seen) > 0 {
		wanted := map[string][]*flip.Flip{}
		for i := range seen {
			wanted[seen[i].ID] = append(wanted[seen[i].ID], &seen[i])
		}
		err := j.old.Rows(ctx, func(rows []output.Row) error {
			for i := range rows {
				for _, f := range wanted[rows[i].ID] {
					j.showOld(f, &rows[i])
				}
				delete(wanted, rows[i].ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err := j.tally.Add(&flip.Part{Flips: j.pending})
	j.pending = j.pending[:0]
	return err
}

func (j *join) showOld(f *flip.Flip, r *output.Row) {
	d := &r.Own
	if i := slices.Index(j.report.Shared, f.Target); i >= 0 {
		d = &r.Targets[j.oldAt[i]]
	}
	f.Old = SideOf(d, r)
}

// SideOf is what a stored row says toward one of its targets.
func SideOf(d *output.Decision, r *output.Row) flip.Side {
	s := flip.Side{Label: d.Label, Score: d.Score, Basis: d.Basis, Evidence: []flip.Evidence{}}
	for i := range r.Evidence {
		if e := &r.Evidence[i]; e.Target == d.ID {
			s.Evidence = append(s.Evidence, shownEvidence(e))
		}
	}
	return s
}

func shownEvidence(e *output.Evidence) flip.Evidence {
	return flip.Evidence{Term: e.Term, Field: e.Field, Start: int(e.Start), End: int(e.End),
		Holder: e.Holder, Voice: e.Voice, Polarity: int(e.Polarity), Weight: e.Weight, Rules: append([]string{}, e.Rules...)}
}
