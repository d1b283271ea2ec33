package stance

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
)

// weights are the numbers of weighing and deciding, all in [0, 2]; the
// lexicon's weights fill them by their tags. What each means stands in
// lexicon/doc.go.
type weights struct {
	FavorThreshold     float64 `weight:"favor_threshold"`
	AgainstThreshold   float64 `weight:"against_threshold"`
	SentimentThreshold float64 `weight:"sentiment_threshold"`
	VoiceQuoted        float64 `weight:"voice_quoted"`
	VoiceReported      float64 `weight:"voice_reported"`
	VoiceNested        float64 `weight:"voice_nested"`
	BeforeContrast     float64 `weight:"before_contrast"`
	AfterContrast      float64 `weight:"after_contrast"`
	Conceded           float64 `weight:"conceded"`
	Condition          float64 `weight:"condition"`
	Question           float64 `weight:"question"`
	QuestionBare       float64 `weight:"question_bare"`
	Headline           float64 `weight:"headline"`
	Replied            float64 `weight:"replied"`
	Indirect           float64 `weight:"indirect"`
	Hearsay            float64 `weight:"hearsay"`
	Wished             float64 `weight:"wished"`
	Title              float64 `weight:"title"`
	Ending             float64 `weight:"ending"`
	Repeated           float64 `weight:"repeated"`
	Irony              float64 `weight:"irony"`
	Weakened           float64 `weight:"weakened"`
	Victim             float64 `weight:"victim"`
	Helped             float64 `weight:"helped"`
	Responsible        float64 `weight:"responsible"`
	Opposed            float64 `weight:"opposed"`
	Standard           float64 `weight:"standard"`
	UpsetRelation      float64 `weight:"upset_relation"`
	TopicBefore        float64 `weight:"topic_before"`
	TopicAfter         float64 `weight:"topic_after"`
	TopicTitle         float64 `weight:"topic_title"`
	TopicOnly          float64 `weight:"topic_only"`
	TopicAbout         float64 `weight:"topic_about"`
	AboutOpen          float64 `weight:"about_open"`
	Attribute          float64 `weight:"attribute"`
	Pronoun            float64 `weight:"pronoun"`
	PronounOpen        float64 `weight:"pronoun_open"`
	Noun               float64 `weight:"noun"`
	NounElsewhere      float64 `weight:"noun_elsewhere"`
	SelfPraise         float64 `weight:"self_praise"`
	SelfBlame          float64 `weight:"self_blame"`
}

func compileWeights(given map[string]float64) (weights, error) {
	var w weights
	v := reflect.ValueOf(&w).Elem()
	var missing []string
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("weight")
		x, ok := given[name]
		if !ok {
			missing = append(missing, name)
			continue
		}
		v.Field(i).SetFloat(x)
	}
	if len(missing) > 0 {
		sort.Strings(missing)
		return w, fmt.Errorf("the lexicon lacks the weights %s", strings.Join(missing, ", "))
	}
	return w, nil
}
