package flip

import (
	"fmt"
	"slices"
	"testing"
)

// flipOf is a flip of a cause of one unit.
func flipOf(id string, unit int) Flip {
	f := Flip{ID: id, Target: "maker", Old: Side{Label: "NONE"}, New: Side{Label: "AGAINST"}}
	f.SetCause(Cause{Units: []int{unit}}, func(u int) []int { return []int{u} })
	return f
}

// One cause of many flips leaves room in the list for those of few, whenever
// they come, and the list stays in the order of the input.
func TestListShowsEveryCause(t *testing.T) {
	tally := NewTally([]string{"maker"}, 6, nil)
	var part Part
	for i := range 100 {
		part.Flips = append(part.Flips, flipOf(fmt.Sprint(i), 0))
		switch i {
		case 50, 60:
			part.Flips = append(part.Flips, flipOf(fmt.Sprint("other", i), 1))
		case 99:
			part.Flips = append(part.Flips, flipOf("last", 2))
		}
	}
	if err := tally.Add(&part); err != nil {
		t.Fatal(err)
	}
	r := tally.Finish()
	var got []string
	for _, f := range r.List {
		got = append(got, f.ID)
	}
	if want := []string{"0", "1", "2", "other50", "other60", "last"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if r.Flips != 103 || len(r.Causes) != 3 || r.Causes[0].Flips != 100 || r.Causes[0].NetAgainst != 100 {
		t.Errorf("%d flips, causes %+v", r.Flips, r.Causes)
	}
	none := NewTally(nil, 0, nil)
	if err := none.Add(&part); err != nil || len(none.Finish().List) != 0 {
		t.Errorf("%v, %d listed where none are wanted", err, len(none.List))
	}
}

// The minimum is one: nothing of it can be left out, whatever the predicate.
func TestMinimise(t *testing.T) {
	for _, want := range [][]int{{3}, {0, 9}, {2, 3, 7}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}} {
		all := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
		asked := 0
		got, err := minimise(all, func(some []int) (bool, error) {
			asked++
			for _, x := range want {
				if !slices.Contains(some, x) {
					return false, nil
				}
			}
			return true, nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v, want %v", got, err, want)
		}
		if asked > 200 {
			t.Errorf("%v took %d questions", want, asked)
		}
	}
}

// What a limit says is what it bounds, and each mistake has its place.
func TestLimits(t *testing.T) {
	r := &Report{Rows: 200, Flips: 3, FlippedRows: 2, Moved: 50, Targets: []TargetReport{{ID: "maker", Flips: 1}},
		Gold: &GoldReport{All: GoldPart{Difference: Difference{Value: -0.02}}, Targets: []GoldPart{{Name: "maker", Difference: Difference{Value: 0.1}}}}}
	for text, want := range map[string]string{
		"flips>2": "3", "flips>=3": "3", "flips.maker>=1": "1", "rows>0.5%": "1%", "moved > 49": "50", "f1-drop>0.01": "0.02",
		"flips>3": "", "flips.maker>1": "", "rows>1%": "", "moved>=25.1%": "", "f1-drop>=0.03": "", "f1-drop.maker>0": "",
	} {
		l, err := ParseLimit(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if passed, came := l.Passed(r); passed != (want != "") || passed && came != want {
			t.Errorf("%s: %v, it came to %s; want %q", text, passed, came, want)
		}
	}
	for text, column := range map[string]int{"": 1, "flip>1": 1, "flips.>1": 7, "rows.maker>1": 6, "flips=1": 6, "flips>": 7, "flips>1 2": 9, "f1-drop>1%": 10} {
		_, err := ParseLimit(text)
		e, ok := err.(*LimitError)
		if !ok || e.Column != column {
			t.Errorf("%q: %v, want column %d", text, err, column)
		}
	}
}
