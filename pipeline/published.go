package pipeline

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// timeLayouts are the forms of a time that are read beside RFC 3339. A form
// without a zone is taken as UTC, so that the digits that stand in the input
// are the digits that stand in the output.
var timeLayouts = [...]string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999 Z07:00",
	"2006-01-02 15:04:05.999999999 -0700",
	"2006-01-02 15:04:05.999999999 -0700 MST",
	"2006-01-02T15:04:05.999999999",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04",
	"2006-01-02 15:04",
	"2006-01-02",
	"2006/1/2 15:04:05",
	"2006/1/2 15:04",
	"2006/1/2",
	"2006.1.2 15:04:05",
	"2006.1.2 15:04",
	"2006.1.2",
	"2006年1月2日 15:04:05",
	"2006年1月2日 15:04",
	"2006年1月2日15:04:05",
	"2006年1月2日15:04",
	"2006年1月2日",
	"20060102150405",
	"20060102",
	time.RubyDate, // what Weibo and Twitter give
	time.RFC1123Z,
	time.RFC1123,
}

// Times outside of these years are a mistake of the input (or of the unit), and
// would not fit the readers' nanoseconds.
const firstYear, lastYear = 1900, 2200

// publishedAt reads a JSON value as a time: a string in a known form, or a
// number of seconds or milliseconds since 1970.
func publishedAt(v jsontext.Value) (at time.Time, ok bool) {
	switch v.Kind() {
	case 'n':
		return time.Time{}, true
	case '"':
		return parseTime(unquoted(v))
	case '0':
		return fromEpoch(string(v))
	}
	return time.Time{}, false
}

// parseTime reads a time in a known form, or in the ten digits of seconds or the
// thirteen of milliseconds since 1970. A blank is no time.
func parseTime(s string) (at time.Time, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, true
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return inRange(t)
		}
	}
	if len(s) == 10 || len(s) == 13 {
		return fromEpoch(s)
	}
	return time.Time{}, false
}

// fromEpoch reads seconds since 1970, or milliseconds where the number is too
// large for seconds.
func fromEpoch(s string) (time.Time, bool) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || n > 1e14 {
		return time.Time{}, false
	}
	if n < 1e11 {
		n *= 1000
	}
	return inRange(time.UnixMilli(int64(n)))
}

func inRange(t time.Time) (time.Time, bool) {
	t = t.UTC().Truncate(time.Millisecond)
	if t.Year() < firstYear || t.Year() >= lastYear {
		return time.Time{}, false
	}
	return t, true
}
