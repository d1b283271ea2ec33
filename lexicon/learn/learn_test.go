package learn

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"lichang/lexicon"
	"lichang/lexicon/stance"
)

func targets() []lexicon.Target { return []lexicon.Target{{ID: "brand", Group: "org"}} }

// made makes texts in which one word is good, one bad, and one says nothing.
func made(n int) []Example {
	random := rand.New(rand.NewPCG(1, 2))
	states := len(stance.StateTraits(targets()))
	var all []Example
	for range n {
		x := Example{Traits: stance.Traits{States: [][]float64{make([]float64, states), nil, nil}}, Gold: []stance.Label{stance.None, "", ""}}
		x.States[0][0] = 1
		x.Runs = append(x.Runs, "今天")
		switch random.IntN(3) {
		case 0:
			x.Runs, x.Gold[0] = append(x.Runs, "良心"), stance.Favor
		case 1:
			x.Runs, x.Gold[0] = append(x.Runs, "黑心"), stance.Against
		}
		all = append(all, x)
	}
	return all
}

func find(t *testing.T, table []lexicon.Bearing, trait string) lexicon.Bearing {
	t.Helper()
	for _, b := range table {
		if b.Trait == trait {
			return b
		}
	}
	t.Fatalf("no trait %s among %d", trait, len(table))
	return lexicon.Bearing{}
}

func TestWordsBearWhereTheyStand(t *testing.T) {
	table, err := Bearings(targets(), made(300), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	good, bad := find(t, table, "良心"), find(t, table, "黑心")
	if good.Favor[0] < 2 || good.Favor[0] <= good.Against[0] {
		t.Errorf("良心 bears %v", good)
	}
	if bad.Against[0] < 2 || bad.Against[0] <= bad.Favor[0] {
		t.Errorf("黑心 bears %v", bad)
	}
}

func TestLearningTwiceIsTheSame(t *testing.T) {
	a, err := Bearings(targets(), made(100), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Bearings(targets(), made(100), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Error("the same texts give another table")
	}
}

func TestRareRunsAreNoTraits(t *testing.T) {
	texts := made(50)
	texts[0].Runs = append(texts[0].Runs, "罕见")
	table, err := Bearings(targets(), texts, Options{LeastTexts: 2, Most: 2, Prior: 8, Neither: 1})
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	for _, b := range table {
		if b.Trait == "罕见" {
			t.Error("a run of one text is a trait")
		}
		if b.Trait[0] != ':' {
			runs++
		}
	}
	if runs != 2 {
		t.Errorf("%d runs, want the 2 strongest", runs)
	}
	find(t, table, "良心")
	find(t, table, "黑心")
}

// The gradient must be that of the loss: compared with differences.
func TestGradient(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	texts := []sparse{{[]int32{0, 1}, []float64{1, 0.5}}, {[]int32{1, 2}, []float64{-0.5, 2}}, {[]int32{0}, []float64{1}}}
	labels := []int{0, 1, 2}
	opt := Options{Prior: 3, Neither: 1.5}
	w, mean := make([]float64, 6), make([]float64, 6)
	for i := range w {
		w[i], mean[i] = random.NormFloat64(), random.NormFloat64()
	}
	grad := make([]float64, 6)
	loss(texts, labels, w, mean, grad, opt)
	const step = 1e-5
	for i := range w {
		up, down := append([]float64(nil), w...), append([]float64(nil), w...)
		up[i] += step
		down[i] -= step
		want := (loss(texts, labels, up, mean, nil, opt) - loss(texts, labels, down, mean, nil, opt)) / (2 * step)
		if math.Abs(grad[i]-want) > 1e-6 {
			t.Errorf("gradient %d is %f, want %f", i, grad[i], want)
		}
	}
}

func TestNothingToLearnFrom(t *testing.T) {
	if _, err := Bearings(targets(), nil, Defaults()); err == nil {
		t.Error("no text and no error")
	}
}

// A table that is learned further keeps what the new texts do not speak of, and
// is moved where they do.
func TestFurtherLearningKeepsTheRest(t *testing.T) {
	from := []lexicon.Bearing{
		{Trait: "可恶", Favor: []float64{-1, 0, 0}, Against: []float64{3, 0, 0}},
		{Trait: "良心", Favor: []float64{0, 0, 0}, Against: []float64{2, 0, 0}},
	}
	table, err := Bearings(targets(), made(300), Further(from))
	if err != nil {
		t.Fatal(err)
	}
	if kept := find(t, table, "可恶"); kept.Against[0] != 3 || kept.Favor[0] != -1 {
		t.Errorf("no text says 可恶, and it bears %v", kept)
	}
	if moved := find(t, table, "良心"); moved.Favor[0] <= moved.Against[0] {
		t.Errorf("texts for it say 良心, and it bears %v", moved)
	}
	if fresh := find(t, table, "黑心"); fresh.Against[0] <= 0 {
		t.Errorf("texts against it say 黑心, and it bears %v", fresh)
	}
}
