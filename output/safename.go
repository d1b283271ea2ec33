package output

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of a safe name, in bytes. The longest file system limit is met by few,
// 255 by nearly all; a prefix and a suffix have to fit too.
const (
	maxPlainName = 120
	maxStem      = 90
)

// SafeName returns the folder name for a source: at most 120 bytes, valid on
// every common file system, and different for different sources even where the
// file system ignores case or normalises Unicode.
//
// Names of Han characters, a-z, 0-9, "-", "_" and inner dots stay as they are if
// no reader would take them for something else than a name (007, null, nan).
// Every other name is what can be kept of it, "~", and 64 bits of its SHA-256 in
// hexadecimal. "~" never stands in a name of the first kind. The true value
// stands in the column source.
func SafeName(source string) string {
	if isPlainName(source) {
		return source
	}
	sum := sha256.Sum256([]byte(source))
	return stem(source) + "~" + hex.EncodeToString(sum[:8])
}

// reservedNames would be read as a value of another type, or name a device on
// Windows.
var reservedNames = []string{
	"aux", "con", "false", "inf", "infinity", "na", "nan", "none", "null", "nul", "prn", "true",
	"com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
}

func isPlainName(s string) bool {
	if s == "" || len(s) > maxPlainName || !utf8.ValidString(s) {
		return false
	}
	han := false
	for _, r := range s {
		if !isPlainRune(r) {
			return false
		}
		han = han || isHan(r)
	}
	if s[0] == '.' || strings.HasSuffix(s, ".") || strings.Contains(s, "..") {
		return false
	}
	// Without Han a name that begins with a digit or a sign may be a number or
	// a date.
	base, _, _ := strings.Cut(s, ".") // Windows takes con.txt for con
	return han || 'a' <= s[0] && s[0] <= 'z' && !slices.Contains(reservedNames, base)
}

// isPlainRune holds for runes that no file system folds or normalises.
func isPlainRune(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.' || isHan(r)
}

// isHan leaves out the compatibility ideographs, which Unicode normalisation
// replaces.
func isHan(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x20000 <= r && r <= 0x2EBEF
}

// stem keeps what can be read of a name.
func stem(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case !isPlainRune(r):
			r = '_'
		}
		if b.Len()+utf8.RuneLen(r) > maxStem {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
