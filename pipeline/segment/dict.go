package segment

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"
)

//go:generate go run ./internal/mkdict dict

// gojiebaVersion is the version that dict was made from. It is part of the
// segmenter's hash, because the algorithm decides as much as the words do.
const gojiebaVersion = "v1.4.7"

//go:embed dict/LICENSE dict/SHA256SUMS dict/*.zst dict/*.utf8
var carried embed.FS

// The files that the C++ library reads.
const (
	wordsFile     = "jieba.dict.utf8"
	modelFile     = "hmm_model.utf8"
	idfFile       = "idf.utf8"
	stopWordsFile = "stop_words.utf8"
)

// dictFile is one carried file and the hash of its unpacked content.
type dictFile struct {
	name string
	sum  [sha256.Size]byte
}

// dictionary lists the carried files, with the hash of the whole list.
type dictionary struct {
	files []dictFile
	sum   [sha256.Size]byte
}

func carriedDictionary() (dictionary, error) {
	sums, err := carried.ReadFile("dict/SHA256SUMS")
	if err != nil {
		return dictionary{}, err
	}
	d := dictionary{sum: sha256.Sum256(sums)}
	for line := range strings.Lines(string(sums)) {
		digits, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		sum, err := hex.DecodeString(digits)
		if !ok || err != nil || len(sum) != sha256.Size {
			return dictionary{}, fmt.Errorf("carried dictionary: bad line %q in SHA256SUMS", line)
		}
		d.files = append(d.files, dictFile{name, [sha256.Size]byte(sum)})
	}
	return d, nil
}

// unpack returns the content of a carried file, checked against its hash.
func (f dictFile) unpack() ([]byte, error) {
	content, err := carried.ReadFile(path.Join("dict", f.name))
	if err != nil {
		if content, err = unpackZstd(f.name + ".zst"); err != nil {
			return nil, fmt.Errorf("carried dictionary: %w", err)
		}
	}
	if sha256.Sum256(content) != f.sum {
		return nil, fmt.Errorf("carried dictionary: %s does not match its checksum", f.name)
	}
	return content, nil
}

func unpackZstd(name string) ([]byte, error) {
	packed, err := carried.ReadFile(path.Join("dict", name))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	return dec.DecodeAll(packed, nil)
}

// eachWord calls f with every word of a dictionary in jieba's format, `word
// freq tag` a line, in order, and stops at the first line that the C++ library
// would abort at or misread.
func eachWord(dict []byte, f func(word, tag []byte)) error {
	if len(dict) == 0 {
		return fmt.Errorf("dictionary is empty")
	}
	number := 0
	for line := range bytes.Lines(dict) {
		number++
		line = bytes.TrimSuffix(line, []byte("\n"))
		word, rest, _ := bytes.Cut(line, []byte(" "))
		freq, tag, _ := bytes.Cut(rest, []byte(" "))
		if len(word) == 0 || !isCount(freq) || !isTag(tag) {
			return fmt.Errorf("dictionary line %d: want `word freq tag`, got %q", number, line)
		}
		f(word, tag)
	}
	return nil
}

// isCount says whether s is a decimal number that fits C's int and is not 0.
func isCount[S string | []byte](s S) bool {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || len(s) > 10 {
			return false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n > 0 && n <= 1<<31-1
}

// isTag says whether s is a part of speech: ASCII letters, at least one.
func isTag[S string | []byte](s S) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return len(s) > 0
}
