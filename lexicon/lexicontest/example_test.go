package lexicontest_test

import (
	"fmt"
	"testing"

	"lichang/lexicon/lexicontest"
)

// In a test, t stands where this example has something that prints.
func ExampleVersions_NoFlips() {
	v, err := lexicontest.Open("../../testdata/qingluo", "../../testdata/qingluo-next")
	if err != nil {
		fmt.Println(err)
		return
	}
	var t printer
	v.NoFlips(t, comments(), lexicontest.Expected{ID: "fond", Target: "maker", To: "FAVOR"})
	// Output:
	// 1 label flips that is not expected:
	//   maker of pushed
	//     今天又推着回家，青骡真行
	//     qingluo 0.1.0: NONE +0.00 (neutral)          | qingluo 0.2.0: AGAINST -0.49 (decided)
	//                                                  | -0.49 推着回家  zero-after
	//     because of term 推着回家 (fault) added
}

func ExampleVersions_Judges() {
	v, err := lexicontest.Open("../../testdata/qingluo", "../../testdata/qingluo-next")
	if err != nil {
		fmt.Println(err)
		return
	}
	var t printer
	v.Judges(t, "今天又推着回家，青骡真行", lexicontest.Labels{"maker": "NONE"})
	// Output:
	// 1 label is not as wanted:
	//   maker, wanted NONE
	//     今天又推着回家，青骡真行
	//     qingluo 0.1.0: NONE +0.00 (neutral)          | qingluo 0.2.0: AGAINST -0.49 (decided)
	//                                                  | -0.49 推着回家  zero-after
}

// The README shows it.
func TestNextWeeksWords(t *testing.T) {
	v, err := lexicontest.Open("../../testdata/qingluo", "../../testdata/qingluo-next")
	if err != nil {
		t.Fatal(err)
	}
	v.NoFlips(t, comments(), lexicontest.Expected{ID: "fond", To: "FAVOR"}, lexicontest.Expected{ID: "pushed"})
	v.NoDrop(t, "../../testdata/qingluo-corrections.jsonl", 0.01)
	v.NoTermLost(t)
	v.Judges(t, "今天又推着回家，青骡真行", lexicontest.Labels{"maker": "AGAINST", "riders": "NONE"})
}
