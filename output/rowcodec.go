package output

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// maxRowBytes bounds one row: offsets inside a row group are 32 bits wide.
const maxRowBytes = 1 << 29

var (
	errNotUTF8   = errors.New("not valid UTF-8")
	errNotFinite = errors.New("not a finite number")
)

// rowEncoder turns rows into the bytes that the spill holds: a bit for each
// group of columns that is not what it was in the row before, and for each
// other column that is not empty; then what those bits announce. Most rows of
// a night say nothing about anybody, so that little but their text is left.
//
// Everything that a file must not hold is refused here.
type rowEncoder struct {
	schema   *Schema
	evidence []leaf[Evidence]
	spans    []leaf[Span]
}

func newRowEncoder(s *Schema) *rowEncoder {
	return &rowEncoder{schema: s, evidence: evidenceLeaves(), spans: spanLeaves()}
}

// profile is what the row before held in the columns that come in groups. There
// is one for each source, since rows are read back source by source.
type profile struct {
	filled    bool
	head      Row // the columns of the first group alone
	decisions []Decision
}

// append encodes a row of the source that p belongs to behind dst, and brings p
// up to it. On an error dst is returned as it was, and p is of no use any more.
func (e *rowEncoder) append(dst []byte, r *Row, p *profile) (_ []byte, err error) {
	if err := e.checkTargets(r); err != nil {
		return dst, err
	}
	start := len(dst)
	for range e.schema.maskBytes {
		dst = append(dst, 0)
	}
	set := func(bit int) { dst[start+bit/8] |= 1 << (bit % 8) }
	if p.decisions == nil {
		p.decisions = make([]Decision, len(e.schema.groups))
	}
	for i := range e.schema.groups {
		g := &e.schema.groups[i]
		if p.filled && g.same(r, p, i) {
			continue
		}
		set(i)
		if dst, err = g.append(dst, r); err != nil {
			return dst[:start], err
		}
		g.keep(r, p, i)
	}
	p.filled = true
	for i, c := range e.schema.singles {
		if c.empty(r) {
			continue
		}
		set(len(e.schema.groups) + i)
		if c.kind == kindEvidence {
			dst, err = e.appendEvidence(dst, r.Evidence)
		} else {
			dst, err = appendValue(dst, c, r)
		}
		if err != nil {
			return dst[:start], fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	if len(dst)-start > maxRowBytes {
		return dst[:start], fmt.Errorf("%d bytes in one row, more than %d", len(dst)-start, maxRowBytes)
	}
	return dst, nil
}

func (e *rowEncoder) checkTargets(r *Row) error {
	if len(r.Targets) != len(e.schema.targets) {
		return fmt.Errorf("%d targets where the schema has %d", len(r.Targets), len(e.schema.targets))
	}
	for i := range r.Targets {
		if r.Targets[i].ID != e.schema.targets[i] {
			return fmt.Errorf("target %d is %q where the schema has %q", i+1, r.Targets[i].ID, e.schema.targets[i])
		}
	}
	return nil
}

// same compares a row with the one before it.
func (g *group) same(r *Row, p *profile, i int) bool {
	if g.decision != nil {
		return *g.decision(r) == p.decisions[i]
	}
	for _, c := range g.columns {
		switch c.kind {
		case kindWord:
			if *c.text(r) != *c.text(&p.head) {
				return false
			}
		default:
			if *c.number(r) != *c.number(&p.head) {
				return false
			}
		}
	}
	return true
}

// keep makes a row the one before. Its strings are copied where they may be
// slices of a whole batch of input.
func (g *group) keep(r *Row, p *profile, i int) {
	if g.decision != nil {
		d := *g.decision(r)
		if g.nullable {
			d.ID = strings.Clone(d.ID)
		}
		p.decisions[i] = d
		return
	}
	for _, c := range g.columns {
		switch c.kind {
		case kindWord:
			*c.text(&p.head) = strings.Clone(*c.text(r))
		default:
			*c.number(&p.head) = *c.number(r)
		}
	}
}

// append encodes the values of a group; a nullable one begins with 1 or, where
// it is null, is a single 0.
func (g *group) append(dst []byte, r *Row) (_ []byte, err error) {
	if g.nullable {
		if !g.columns[0].present(r) {
			return append(dst, 0), nil
		}
		dst = append(dst, 1)
	}
	for _, c := range g.columns {
		if dst, err = appendValue(dst, c, r); err != nil {
			return dst, fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return dst, nil
}

// empty says that a column outside the groups has no value, or one that needs
// no bytes.
func (c *column) empty(r *Row) bool {
	switch {
	case c.present != nil:
		return !c.present(r)
	case c.kind == kindText:
		return *c.text(r) == ""
	case c.kind == kindEvidence:
		return len(r.Evidence) == 0
	}
	return false
}

func appendValue(dst []byte, c *column, r *Row) ([]byte, error) {
	switch c.kind {
	case kindText, kindWord:
		return appendText(dst, *c.text(r))
	case kindNumber:
		return appendNumber(dst, *c.number(r))
	case kindCount:
		return binary.AppendVarint(dst, int64(*c.count(r))), nil
	case kindRow:
		return binary.AppendVarint(dst, *c.row(r)), nil
	default: // kindTime
		return binary.AppendVarint(dst, c.time(r).UnixMilli()), nil
	}
}

func appendText(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return dst, errNotUTF8
	}
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...), nil
}

func appendNumber(dst []byte, v float64) ([]byte, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return dst, errNotFinite
	}
	if v == 0 {
		v = 0 // not the negative zero
	}
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v)), nil
}

func (e *rowEncoder) appendEvidence(dst []byte, evidence []Evidence) (_ []byte, err error) {
	dst = binary.AppendUvarint(dst, uint64(len(evidence)))
	for i := range evidence {
		ev := &evidence[i]
		if dst, err = appendLeaves(dst, e.evidence, ev); err != nil {
			return dst, err
		}
		dst = binary.AppendUvarint(dst, uint64(len(ev.Rules)))
		for _, rule := range ev.Rules {
			if dst, err = appendText(dst, rule); err != nil {
				return dst, fmt.Errorf("%s: %w", rulesName, err)
			}
		}
		dst = binary.AppendUvarint(dst, uint64(len(ev.Spans)))
		for j := range ev.Spans {
			if dst, err = appendLeaves(dst, e.spans, &ev.Spans[j]); err != nil {
				return dst, fmt.Errorf("%s: %w", spansName, err)
			}
		}
	}
	return dst, nil
}

func appendLeaves[S any](dst []byte, leaves []leaf[S], s *S) (_ []byte, err error) {
	for i := range leaves {
		switch l := &leaves[i]; {
		case l.text != nil:
			dst, err = appendText(dst, *l.text(s))
		case l.number != nil:
			dst, err = appendNumber(dst, *l.number(s))
		default:
			dst = binary.AppendVarint(dst, int64(*l.count(s)))
		}
		if err != nil {
			return dst, fmt.Errorf("%s: %w", leaves[i].name, err)
		}
	}
	return dst, nil
}
