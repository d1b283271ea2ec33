package suggest

// usage is how a word stands in texts, whatever it means.
type usage struct {
	tag    [2]byte // part of speech, zero bytes where there is none
	n      int64
	graded int64 // times with a degree word or negator just before it
}

// use counts one more time, at the i-th unit.
func (u *usage) use(units []unit, i int) {
	u.n++
	if i > 0 && units[i-1].listed != nil && units[i-1].listed.factor != 0 {
		u.graded++
	}
}

// The steps of how often a word is graded, as a share of the times it stands
// somewhere.
var gradedSteps = [...]float64{0, 0.005, 0.02, 0.06, 0.15}

// step is the step of a word's share.
func (u *usage) step() int {
	share := float64(u.graded) / float64(max(u.n, 1))
	i := 0
	for i < len(gradedSteps) && share > gradedSteps[i] {
		i++
	}
	return i
}

// kin tells how much a word is used like those that the lexicon takes sides
// with: by its part of speech and by how often it is graded, which tells words
// that judge from words that name (Hatzivassiloglou and Wiebe, "Effects of
// adjective orientation and gradability on sentence subjectivity", 2000). It is
// learned from the texts that are looked at, as naive Bayes does.
type kin struct {
	tags  map[byte][2]float64
	steps [len(gradedSteps) + 1][2]float64
	all   [2]float64 // words that the lexicon takes no sides with, and those it does
}

func (k *kin) add(u *usage, taught int) {
	t := k.tags[u.tag[0]]
	t[taught]++
	k.tags[u.tag[0]] = t
	k.steps[u.step()][taught]++
	k.all[taught]++
}

// odds are those of a word to be one that the lexicon would take sides with.
func (k *kin) odds(u *usage) float64 {
	ratio := func(n [2]float64, kinds int) float64 {
		given := func(i int) float64 { return (n[i] + 0.5) / (k.all[i] + 0.5*float64(kinds)) }
		return given(1) / given(0)
	}
	prior := (k.all[1] + 0.5) / (k.all[0] + 0.5)
	return prior * ratio(k.tags[u.tag[0]], len(k.tags)) * ratio(k.steps[u.step()], len(k.steps))
}
