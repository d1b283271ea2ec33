package segment

import (
	"fmt"
	"io"

	"strings"
)

// childCache names the environment variable that makes the test binary a
// small program: it opens a segmenter in that folder ("-" is the system's) and
// prints its hash and the words of a sentence.
const childCache = "LICHANG_TEST_CACHE"

const childSentence = "该博主的测评视频引发网友热议"

func child(stdout, stderr io.Writer) int {
	opt := Options{CacheDir: cacheDir}
	if cacheDir == "-" {
		opt.CacheDir = ""
	}
	s, err := New(opt)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	fmt.Fprintln(stdout, s.Hash(), strings.Join(s.cut(childSentence), "/"))
	return 0
}
