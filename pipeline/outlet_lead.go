package pipeline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// opening returns the outlet that a text opens with, "" for none, and the end
// of what is the outlet's own there, in bytes. The forms, after an opening
// bracket or none:
//
//	快科技1月7日消息，      a name, a place perhaps, a date, a word for news
//	新京报讯（记者 …）      a name and a word for news, with a mark behind it
//	澎湃新闻记者 某某某      a name and a reporter's name between spaces
//	极目新闻记者从…获悉      a name and what its reporter does
//	36氪获悉，              a name that has heard
//	【环球网综合报道】       a name and a word for news in brackets
//
// A name alone opens nothing: people write about outlets.
func (o *Outlets) opening(text string) (end int, outlet string) {
	if r, _ := utf8.DecodeRuneInString(text); !o.textStart[r] {
		return 0, ""
	}
	p := cursor{text: text}
	p.spaces()
	bracket := p.one(openingMarks)
	p.spaces()
	r, _ := utf8.DecodeRuneInString(p.rest())
	for _, n := range o.lead[r] {
		if strings.HasPrefix(p.rest(), n.name) {
			q := p
			q.at += len(n.name)
			if q.credit(bracket) {
				return q.at, n.outlet
			}
		}
	}
	return 0, ""
}

const openingMarks = "【[（("

// cursor walks along a text.
type cursor struct {
	text string
	at   int
}

func (c *cursor) rest() string { return c.text[c.at:] }

func (c *cursor) peek() rune {
	r, _ := utf8.DecodeRuneInString(c.rest())
	return r
}

func (c *cursor) spaces() bool {
	n := len(c.rest()) - len(strings.TrimLeft(c.rest(), spaceMarks+"\n\r"))
	c.at += n
	return n > 0
}

// one passes one rune of set and returns it, 0 if none stands there.
func (c *cursor) one(set string) rune {
	r, size := utf8.DecodeRuneInString(c.rest())
	if size == 0 || !strings.ContainsRune(set, r) {
		return 0
	}
	c.at += size
	return r
}

// word passes the first of words that stands there.
func (c *cursor) word(words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(c.rest(), w) {
			c.at += len(w)
			return true
		}
	}
	return false
}

// number passes up to max ASCII digits.
func (c *cursor) number(max int) bool {
	n := 0
	for n < max && n < len(c.rest()) && c.rest()[n] >= '0' && c.rest()[n] <= '9' {
		n++
	}
	c.at += n
	return n > 0
}

// hans passes between min and max Han characters for which stop is false.
func (c *cursor) hans(min, max int) bool {
	n, at := 0, c.at
	for n < max {
		r, size := utf8.DecodeRuneInString(c.text[at:])
		if size == 0 || !unicode.Is(unicode.Han, r) {
			break
		}
		at += size
		n++
	}
	if n < min {
		return false
	}
	c.at = at
	return true
}

// credit passes what follows the outlet's name up to the end of its credit.
func (c *cursor) credit(bracket rune) bool {
	for _, form := range [...]func(*cursor, rune) bool{
		(*cursor).dateline, (*cursor).reporter, (*cursor).heard, (*cursor).bulletin,
	} {
		q := *c
		if form(&q, bracket) {
			*c = q
			return true
		}
	}
	return false
}

// The longest place name of a dateline, in characters.
const maxPlace = 6

// dateline: a place or none, a date, and a word for news.
func (c *cursor) dateline(bracket rune) bool {
	c.spaces()
	q := *c
	for place := 0; ; place++ {
		*c = q
		if c.date() {
			break
		}
		if place == maxPlace || !q.hans(1, 1) {
			return false
		}
		q.spaces()
	}
	c.spaces()
	if !c.word("消息", "快讯", "讯", "电", "报道", "综合报道") {
		return false
	}
	c.tail(bracket)
	return true
}

// date: 1月7日 or 2026年1月7日, spaces between.
func (c *cursor) date() bool {
	if !c.number(4) {
		return false
	}
	c.spaces()
	if c.word("年") {
		c.spaces()
		if !c.number(2) {
			return false
		}
		c.spaces()
	}
	if !c.word("月") {
		return false
	}
	c.spaces()
	if !c.number(2) {
		return false
	}
	c.spaces()
	return c.word("日", "号")
}

// bulletin: a word for news with a mark behind it.
func (c *cursor) bulletin(bracket rune) bool {
	if bracket == '【' || bracket == '[' {
		q := *c
		for n := 0; n < 8; n++ {
			if q.word("报道", "消息", "快讯", "讯", "电") && strings.ContainsRune("】]", q.peek()) {
				q.tail(bracket)
				*c = q
				return true
			}
			q.spaces()
			if !q.hans(1, 1) {
				return false
			}
		}
		return false
	}
	c.spaces()
	if !c.word("消息", "快讯", "讯", "电") {
		return false
	}
	if r := c.peek(); r == utf8.RuneError || !strings.ContainsRune("，,：:｜|（() \u3000\t）", r) {
		return false
	}
	c.tail(bracket)
	return true
}

// reporter: 记者, and a name between spaces or what a reporter does.
func (c *cursor) reporter(bracket rune) bool {
	c.spaces()
	if !c.word("记者") {
		return false
	}
	if c.spaces() {
		q := *c
		if q.hans(2, 4) && q.closes() {
			c.at = q.at
			c.tail(bracket)
			return true
		}
	}
	if c.word("获悉", "了解到", "注意到") {
		c.tail(bracket)
		return true
	}
	// 从 opens what is told; it stays.
	return strings.HasPrefix(c.rest(), "从")
}

// closes says whether a reporter's name ends here.
func (c *cursor) closes() bool {
	r := c.peek()
	return unicode.IsSpace(r) || strings.ContainsRune("，,：:）)/、", r)
}

// heard: the outlet itself has heard.
func (c *cursor) heard(bracket rune) bool {
	if bracket != 0 || !c.word("独家获悉", "获悉") {
		return false
	}
	if !strings.ContainsRune("，,：: ", c.peek()) {
		return false
	}
	c.tail(bracket)
	return true
}

// tail passes what still belongs to a credit: reporters in brackets, the
// closing bracket, and the marks before the text proper.
func (c *cursor) tail(bracket rune) {
	c.spaces()
	if bracket != 0 {
		c.one("】]）)")
	} else if q := *c; q.one("（(") != 0 && q.word("记者", "编辑", "见习记者", "通讯员") {
		if end := strings.IndexAny(q.rest(), "）)"); end >= 0 && utf8.RuneCountInString(q.rest()[:end]) <= 30 {
			c.at = q.at + end
			c.one("）)")
		}
	}
	c.spaces()
	c.one("，,：:｜|")
	c.spaces()
}
