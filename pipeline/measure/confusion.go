package measure

// Confusion counts decisions by gold label and given label, both in the order
// of Classes.
type Confusion [3][3]int

// add counts n decisions.
func (c *Confusion) add(gold, given, n int) { c[gold][given] += n }

// Gold is how many decisions have the label by the gold.
func (c *Confusion) Gold(class int) int { return c[class][0] + c[class][1] + c[class][2] }

// Given is how many decisions were given the label.
func (c *Confusion) Given(class int) int { return c[0][class] + c[1][class] + c[2][class] }

// Decisions is how many there are.
func (c *Confusion) Decisions() int { return c.Gold(0) + c.Gold(1) + c.Gold(2) }

// Precision is the share of the given labels that are right, 0 where none was
// given.
func (c *Confusion) Precision(class int) float64 { return share(c[class][class], c.Given(class)) }

// Recall is the share of the gold labels that were given, 0 where there are
// none.
func (c *Confusion) Recall(class int) float64 { return share(c[class][class], c.Gold(class)) }

// F1 is the harmonic mean of precision and recall, 0 where nothing was right.
func (c *Confusion) F1(class int) float64 {
	return share(2*c[class][class], c.Gold(class)+c.Given(class))
}

// Favg is the mean of the F1 of FAVOR and AGAINST, the measure of SemEval-2016
// task 6 and NLPCC-2016 task 4.
func (c *Confusion) Favg() float64 { return (c.F1(0) + c.F1(1)) / 2 }

// MacroF1 is the mean of the F1 of the labels that the kind of set counts.
func (c *Confusion) MacroF1(k Kind) float64 {
	if k == Aspects || k == Sentiment {
		return c.Favg()
	}
	return (c.F1(0) + c.F1(1) + c.F1(2)) / 3
}

// Accuracy is the share of decisions that are right.
func (c *Confusion) Accuracy() float64 { return share(c[0][0]+c[1][1]+c[2][2], c.Decisions()) }

// Coverage is the share of decisions that were given a side.
func (c *Confusion) Coverage() float64 { return share(c.Given(0)+c.Given(1), c.Decisions()) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
