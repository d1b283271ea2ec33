package flip

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Limit is a bound that a comparison should not pass, as flips>20, flips.kol>5,
// rows>=0.5% or f1-drop>0.01.
type Limit struct {
	text    string
	measure string // flips, rows, moved or f1-drop
	target  string // "" for all
	orEqual bool   // >= and not >
	value   float64
	share   bool // the value is a share of the rows
}

// LimitError is a bad expression. Column is where in it, from 1, in code points.
type LimitError struct {
	Expression string
	Column     int
	Problem    string
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%q, column %d: %s", e.Expression, e.Column, e.Problem)
}

// Measures lists what a limit can bound.
func Measures() []string { return []string{"flips", "rows", "moved", "f1-drop"} }

// ParseLimit reads MEASURE[.TARGET]>NUMBER[%] with > or >=. The error is a
// *LimitError.
func ParseLimit(s string) (Limit, error) {
	l := Limit{text: s}
	at := 0
	runes := []rune(s)
	fail := func(column int, format string, args ...any) (Limit, error) {
		return Limit{}, &LimitError{s, column + 1, fmt.Sprintf(format, args...)}
	}
	spaces := func() {
		for at < len(runes) && runes[at] == ' ' {
			at++
		}
	}
	word := func() string {
		from := at
		for at < len(runes) && !strings.ContainsRune(" .<>=%", runes[at]) {
			at++
		}
		return string(runes[from:at])
	}
	spaces()
	start := at
	l.measure = word()
	if !slices.Contains(Measures(), l.measure) {
		return fail(start, "want one of %s, not %q", strings.Join(Measures(), ", "), l.measure)
	}
	if at < len(runes) && runes[at] == '.' {
		at++
		start = at
		l.target = word()
		if l.target == "" {
			return fail(start, "want a target's id after the dot")
		}
		if l.measure != "flips" && l.measure != "f1-drop" {
			return fail(start, "%s is counted of all targets together", l.measure)
		}
	}
	spaces()
	if at == len(runes) || runes[at] != '>' {
		return fail(at, "want > or >=")
	}
	at++
	if at < len(runes) && runes[at] == '=' {
		at++
		l.orEqual = true
	}
	spaces()
	start = at
	for at < len(runes) && strings.ContainsRune("0123456789.", runes[at]) {
		at++
	}
	var err error
	if l.value, err = strconv.ParseFloat(string(runes[start:at]), 64); err != nil {
		return fail(start, "want a number")
	}
	if at < len(runes) && runes[at] == '%' {
		if l.measure == "f1-drop" {
			return fail(at, "f1-drop is no share of rows")
		}
		at++
		l.share, l.value = true, l.value/100
	}
	spaces()
	if at < len(runes) {
		return fail(at, "want nothing more, not %q", string(runes[at:]))
	}
	return l, nil
}

// NeedsGold says whether the limit is on what only labelled texts can show.
func (l Limit) NeedsGold() bool { return l.measure == "f1-drop" }

// Target is the id of the target that the limit is on, "" for all.
func (l Limit) Target() string { return l.target }

// String returns the expression as it was written.
func (l Limit) String() string { return l.text }

// Passed says whether a comparison passes the limit, and what it came to.
func (l Limit) Passed(r *Report) (passed bool, came string) {
	var x float64
	switch l.measure {
	case "flips":
		x = float64(r.Flips)
		if l.target != "" {
			x = 0
			for _, t := range r.Targets {
				if t.ID == l.target {
					x = float64(t.Flips)
				}
			}
		}
	case "rows":
		x = float64(r.FlippedRows)
	case "moved":
		x = float64(r.Moved)
	case "f1-drop":
		if r.Gold == nil {
			return false, "unknown"
		}
		x = -r.Gold.All.Difference.Value
		for _, t := range r.Gold.Targets {
			if t.Name == l.target {
				x = -t.Difference.Value
			}
		}
	}
	came = strconv.FormatFloat(x, 'g', 6, 64)
	if l.share {
		x /= float64(max(r.Rows, 1))
		came = strconv.FormatFloat(100*x, 'g', 6, 64) + "%"
	}
	return x > l.value || l.orEqual && x == l.value, came
}
