package summary

import (
	"cmp"
	"slices"
	"strings"
)

// sourceCounter counts by source. A dataset gives its rows source by source, so
// that only the largest have to be kept: when there are many more than will be
// told, the smallest are added up in the rest.
type sourceCounter struct {
	ids  []string
	top  int
	list []Source
	rest *Rest
}

// slack is how many more sources than will be told are kept, so that they are
// not sorted for every new one.
const slack = 1000

// of returns the source that rows are added to; it is valid until the next call.
func (c *sourceCounter) of(name string) *Source {
	if n := len(c.list); n == 0 || c.list[n-1].Name != name {
		if n >= c.top+slack {
			c.shrink()
		}
		c.list = append(c.list, Source{Name: name, Targets: newStances(c.ids)})
	}
	return &c.list[len(c.list)-1]
}

func (c *sourceCounter) shrink() {
	slices.SortFunc(c.list, func(a, b Source) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Name, b.Name))
	})
	for i := c.top; i < len(c.list); i++ {
		if c.rest == nil {
			c.rest = &Rest{Targets: newStances(c.ids)}
		}
		c.rest.Sources++
		c.rest.Rows += c.list[i].Rows
		for k := range c.rest.Targets {
			c.rest.Targets[k].sum(&c.list[i].Targets[k])
		}
	}
	c.list = c.list[:min(c.top, len(c.list))]
}

// told returns the largest sources and what the others add up to.
func (c *sourceCounter) told() ([]Source, *Rest) {
	c.shrink()
	for i := range c.list {
		finish(c.list[i].Targets)
	}
	if c.rest != nil {
		finish(c.rest.Targets)
	}
	return append([]Source{}, c.list...), c.rest
}
