package lexicontest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lichang/lexicon/lexicontest"
	"lichang/pipeline"
)

// recorder keeps what a failing assertion says.
type recorder struct{ failures []string }

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// printer prints it, for the examples.
type printer struct{}

func (printer) Helper() {}

func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

const testdata = "../../testdata/"

func open(t *testing.T, old, new string) *lexicontest.Versions {
	t.Helper()
	v, err := lexicontest.Open(old, new)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// riders are the two versions of a made-up maker's lexicon.
func riders(t *testing.T) *lexicontest.Versions {
	return open(t, testdata+"qingluo", testdata+"qingluo-next")
}

func comment(id, text string) pipeline.Document {
	d := pipeline.NewDocument("", text)
	d.ID = id
	return d
}

func comments() []pipeline.Document {
	return []pipeline.Document{
		comment("fond", "青骡这骡子脾气，我骑了三年还是喜欢"),
		comment("pushed", "今天又推着回家，青骡真行"),
		comment("plain", "今天骑到江边看了日落"),
	}
}

// fails checks that an assertion fails just once, and says all of what it should.
func fails(t *testing.T, assertion func(lexicontest.TB), says ...string) {
	t.Helper()
	var r recorder
	assertion(&r)
	if len(r.failures) != 1 {
		t.Fatalf("%d failures, want 1: %q", len(r.failures), r.failures)
	}
	for _, s := range says {
		if !strings.Contains(r.failures[0], s) {
			t.Errorf("it does not say %q:\n%s", s, r.failures[0])
		}
	}
}

// passes checks that it does not.
func passes(t *testing.T, assertion func(lexicontest.TB)) {
	t.Helper()
	var r recorder
	assertion(&r)
	if len(r.failures) > 0 {
		t.Errorf("it fails: %q", r.failures)
	}
}

func TestNoFlips(t *testing.T) {
	v := riders(t)
	fails(t, func(tb lexicontest.TB) { v.NoFlips(tb, comments()) },
		"2 labels flip that are not expected:", "maker of fond", "maker of pushed",
		"qingluo 0.1.0: NONE", "| qingluo 0.2.0: AGAINST", "because of term 推着回家 (fault) added")
	fails(t, func(tb lexicontest.TB) {
		v.NoFlips(tb, comments(), lexicontest.Expected{ID: "fond"}, lexicontest.Expected{ID: "pushed", Target: "maker", To: "FAVOR"})
	}, "1 label flips that is not expected:", "maker of pushed")
	passes(t, func(tb lexicontest.TB) {
		v.NoFlips(tb, comments(), lexicontest.Expected{ID: "fond", To: "FAVOR"}, lexicontest.Expected{ID: "pushed", Target: "maker", To: "AGAINST"})
		v.NoFlips(tb, comments()[2:])
		v.NoFlips(tb, nil)
	})
}

func TestNoDrop(t *testing.T) {
	v := riders(t)
	gold := filepath.Join(t.TempDir(), "gold.jsonl")
	write := func(label string) {
		t.Helper()
		line := fmt.Sprintf(`{"id":"pushed","text":"今天又推着回家，青骡真行","stance":{"maker":%q}}`+"\n", label)
		if err := os.WriteFile(gold, []byte(line), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("NONE")
	fails(t, func(tb lexicontest.TB) { v.NoDrop(tb, gold, 0.01) }, "macro-F1 falls from ", "by more than 0.01", "maker of pushed", "wanted NONE", "推着回家")
	passes(t, func(tb lexicontest.TB) { v.NoDrop(tb, gold, 1) })
	write("AGAINST")
	passes(t, func(tb lexicontest.TB) { v.NoDrop(tb, gold, 0) })
	fails(t, func(tb lexicontest.TB) { v.NoDrop(tb, gold+".not", 0) }, "no such file")
	write("MAYBE")
	fails(t, func(tb lexicontest.TB) { v.NoDrop(tb, gold, 0) }, "gold.jsonl:1:", "MAYBE")
}

func TestNoTermLost(t *testing.T) {
	passes(t, func(tb lexicontest.TB) { riders(t).NoTermLost(tb) })
	back := open(t, testdata+"qingluo-next", testdata+"qingluo")
	fails(t, func(tb lexicontest.TB) { back.NoTermLost(tb) }, "2 entries are lost:", "term 推着回家 (fault)", "week.tsv:")
	fails(t, func(tb lexicontest.TB) { back.NoTermLost(tb, "推着回家") }, "1 entry is lost:", "骑得稳")
	passes(t, func(tb lexicontest.TB) { back.NoTermLost(tb, "推着回家", "骑得稳") })
}

func TestJudges(t *testing.T) {
	v := riders(t)
	passes(t, func(tb lexicontest.TB) {
		v.Judges(tb, "今天又推着回家，青骡真行", lexicontest.Labels{"maker": "AGAINST", "riders": "NONE"})
	})
	fails(t, func(tb lexicontest.TB) {
		v.Judges(tb, "今天又推着回家，青骡真行", lexicontest.Labels{"maker": "FAVOR"})
	},
		"1 label is not as wanted:", "maker, wanted FAVOR", "qingluo 0.1.0: NONE", "| qingluo 0.2.0: AGAINST")
	fails(t, func(tb lexicontest.TB) { v.Judges(tb, "青骡真行", lexicontest.Labels{"rivals": "NONE"}) }, `judges no target "rivals"; it has maker, reviewer, riders`)
	fails(t, func(tb lexicontest.TB) { v.Judges(tb, " ", lexicontest.Labels{"maker": "NONE"}) }, "no text")
	doc := pipeline.NewDocument("", "真漂亮")
	doc.About = "maker"
	passes(t, func(tb lexicontest.TB) { v.JudgesDocument(tb, doc, lexicontest.Labels{"maker": "FAVOR"}) })
}

func TestOpenNamesWhatIsMissing(t *testing.T) {
	if _, err := lexicontest.Open("no-such-old", "no-such-new"); err == nil || !strings.Contains(err.Error(), "no-such-old") || !strings.Contains(err.Error(), "no-such-new") {
		t.Errorf("%v", err)
	}
}

// The affair's lexicon as it was before it had bearings, against today's: what it
// must have kept and what it must not have lost.
// plain are words of the older version that judge in one sense alone, and say
// nothing where they are mostly used (稳住, 我走了, 鲶鱼).
var plain = strings.Fields(`
一搜就知道 一查就知道 一腔热情 一腔热血 上头了 下巴惊掉 下次一定 下车了 不再见 不换了 亮红灯 人呢 作的 信徒
别吹 别洗 到此一游 动动手指 卸了 压箱底 受教了 可以了 听见了 够了够了 大开眼界了 孝子 学到了 对骂自己的
已出 已换 开了眼 开了眼了 开盲盒 开眼了 影帝 忘了是谁 惊到了 惊掉下巴 我下车 我走了 手又缩回来 手缩了回来
手缩回来 打扰了 挤出来的 换家 换手机了 换车了 接着等 无话可说了 早点休息 早点歇着 早点睡 有名有姓 有种 有鼻子有眼
毛毛雨 涨知识了 清醒了 留着自己用 留给自己 百感交集 看明白了 看清了 硬起来 稳住 站直了 绕着走 继续等着 老本行
能过去 见识了 话说死了 说停就停 还在等 还在这儿 还在这里 还是挺 还是朋友 还是站 还没走 长见识了 鲶鱼
`)

func TestTheAffairSinceItsOlderVersion(t *testing.T) {
	v := open(t, testdata+"xiaomi-kol-0.0.9", "xiaomi-kol")
	v.NoDrop(t, testdata+"gold-small.jsonl", 0)
	v.NoTermLost(t, append(plain, "专盯着", "人怕出名", "给颗糖", // said nothing without the sentence that they came from
		"{不想|不愿|不再|懒得|没法|再也不|不会再|谁还|没必要|犯不着|不值得|没力气|没心情|再也不想|不打算|没脸}{替|给|为|帮|跟|向}{patient}{做广告|说话|辩解|洗|洗地|解释|吆喝|背书|站台|挡枪|争辩|吵架|安利|打广告|撑场|宣传|推荐|辩护|说好话|找补|充值|送钱|捧场|卖命|贡献|付费|买单|掏钱|冲锋|打工|说情}", // wider now
		"{发给|说给|写给|演给|做给|摆给|道歉给|讲给|哭给|鞠躬给|是给|像给|交给|念给}{股价|资本|资本市场|股东|投资人|媒体|热搜|外人|市场|领导|大盘|股民|舆论}{看|听|看的|听的}",                                                                               // two now
		"最后一{台|部|辆|次|个|代|款|件}{patient}")...) // of whoever says whose
	// Short sentences are read by the frames alone, then as now.
	var docs []pipeline.Document
	for i, text := range []string{"小米难用", "米粉抵制该博主", "支持小米起诉该博主", "该博主诋毁米粉", "小米发布会今晚举行"} {
		docs = append(docs, comment(fmt.Sprint(i), text))
	}
	v.NoFlips(t, docs)
	v.Judges(t, "绝对不能容忍任何诋毁车主的KOL", lexicontest.Labels{"xiaomi": "NONE", "kol": "AGAINST", "fans": "FAVOR"})
}
