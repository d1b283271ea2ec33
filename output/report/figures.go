package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"lichang/output/summary"
)

// thousands writes a number with a comma before every third digit.
func thousands(n int64) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// percent writes a share in per cent, to a tenth below ten.
func percent(v float64) string { return bare(v) + " %" }

func bare(v float64) string {
	if p := math.Round(1000*v) / 10; p < 10 && p != math.Trunc(p) {
		return fmt.Sprintf("%.1f", p)
	}
	return fmt.Sprintf("%.0f", 100*v)
}

func interval(s *summary.Share) string { return bare(s.Lo) + "–" + percent(s.Hi) }

// decimals writes a number that is not negative.
func decimals(v float64, n int) string { return strconv.FormatFloat(v, 'f', n, 64) }

// signed writes a score with a true minus.
func signed(v float64) string { return signedDecimals(v, 2) }

func signedDecimals(v float64, n int) string {
	text := fmt.Sprintf("%+.*f", n, v)
	if strings.Trim(text, "+-0.") == "" {
		return "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

// signedPoints writes a difference of shares in points.
func signedPoints(v float64) string {
	text := fmt.Sprintf("%+.1f", 100*v)
	if strings.Trim(text, "+-0.") == "" {
		return "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

// periodName names a period by its first day.
func periodName(start time.Time, unit string) string {
	switch unit {
	case summary.UnitYear:
		return start.Format("2006")
	case summary.UnitMonth:
		return start.Format("2006-01")
	}
	return start.Format(time.DateOnly)
}
