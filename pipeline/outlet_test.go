package pipeline

import (
	"strings"
	"testing"
)

func outlets(t testing.TB) *Outlets {
	t.Helper()
	o, err := LoadOutlets()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOutletOfTitle(t *testing.T) {
	o := outlets(t)
	for title, want := range map[string]struct{ outlet, left string }{
		"某品牌回应争议 - 知乎":          {"知乎", "某品牌回应争议"},
		"某品牌回应争议_凤凰网":           {"凤凰网", "某品牌回应争议"},
		"某品牌 俩高管被通报|游民星空":       {"游民星空", "某品牌 俩高管被通报"},
		"某品牌道歉 网经社 电子商务研究...":   {"网经社", "某品牌道歉"},
		"某品牌道歉 网经社":             {"网经社", "某品牌道歉"},
		"某品牌道歉_新浪科技_新浪网":        {"新浪网", "某品牌道歉"},
		"某品牌道歉｜界面新闻 · 财经":       {"界面新闻", "某品牌道歉"},
		"某品牌道歉丨红星资本局":           {"红星新闻", "某品牌道歉"},
		"某品牌道歉-IT之家":            {"IT之家", "某品牌道歉"},
		"某品牌道歉 - 哔哩哔哩_bilibili": {"哔哩哔哩", "某品牌道歉"},
		"某品牌道歉_中国经济网-国家经济门户":    {"中国经济网", "某品牌道歉"},
		"某品牌道歉 — 36氪":           {"36氪", "某品牌道歉"},
		"某品牌道歉_澎湃新闻-The Paper":  {"澎湃新闻", "某品牌道歉"},
		"某品牌道歉 - 知乎…":           {"知乎", "某品牌道歉"},
	} {
		got, cut := o.recognise(title, "正文")
		if got != want.outlet || title[:cut.title] != want.left {
			t.Errorf("%s: %q leaves %q, want %q leaving %q", title, got, title[:cut.title], want.outlet, want.left)
		}
	}
}

// People write about outlets, too.
func TestNoOutlet(t *testing.T) {
	o := outlets(t)
	for _, c := range [][2]string{
		{"如何看待知乎", ""}, {"我为什么离开 知乎", ""}, {"知乎", ""}, {" - 知乎", ""}, {"_凤凰网", ""},
		{"某人谈微博、抖音与知乎", ""}, {"人生苦短——知乎", ""}, {"中国-抖音", ""}, {"某品牌_智能手表_什么...", ""},
		{"某品牌 微博", ""}, {"起诉澎湃新闻", ""}, {"某品牌致歉_凤凰...", ""}, {"A-B", ""}, {"-", ""}, {"", ""},
		{"", "我在知乎上看到的"}, {"", "知乎上有人说得好"}, {"", "据澎湃新闻报道，某品牌道歉"}, {"", "央视记者被围堵"},
		{"", "新华社的报道说"}, {"", "新京报消息灵通"}, {"", "IT之家用户不满"}, {"", "据快科技1月7日消息，某品牌道歉"},
		{"", "36氪获悉者甚多"}, {"", "财联社电报没有更新"}, {"", "澎湃新闻记者 很敬业"}, {"", "虎嗅讯飞都在用"},
		{"", "环球网友都在看"}, {"", "快科技在1月7日发过一篇文章"}, {"", "澎湃新闻记者采访了他"}, {"", "【知乎】好"},
		{"", "今天在微博刷到一条。很长的一段话 - 知乎"}, {"", "第一行\n第二行_凤凰网"},
	} {
		if got, cut := o.recognise(c[0], c[1]); got != "" || cut.any() {
			t.Errorf("%q %q: recognised %q, cut %+v", c[0], c[1], got, cut)
		}
	}
}

func TestOutletOfText(t *testing.T) {
	o := outlets(t)
	for text, want := range map[string]struct{ outlet, left string }{
		"快科技1月7日消息,在今晚直播中":            {"快科技", "在今晚直播中"},
		"IT之家 1 月 7 日消息，在今晚的直播中":      {"IT之家", "在今晚的直播中"},
		"澎湃新闻记者 某某某 说起":               {"澎湃新闻", "说起"},
		"新京报讯（记者 某某）某品牌道歉":            {"新京报", "某品牌道歉"},
		"新华社北京1月7日电（记者某某、某某）某品牌道歉":    {"新华社", "某品牌道歉"},
		"中新网 2026年1月7日电 某品牌道歉":        {"中新网", "某品牌道歉"},
		"【环球网科技综合报道】某品牌道歉":            {"环球网", "某品牌道歉"},
		"（观察者网讯）某品牌道歉":                {"观察者网", "某品牌道歉"},
		"36氪获悉，某品牌道歉":                 {"36氪", "某品牌道歉"},
		"极目新闻记者从某公司获悉":                {"极目新闻", "从某公司获悉"},
		"央视网消息：某品牌道歉":                 {"央视网", "某品牌道歉"},
		"凤凰网科技讯 1月7日，某品牌道歉":           {"凤凰网", "1月7日，某品牌道歉"},
		"　　财联社1月7日电，某品牌道歉":            {"财联社", "某品牌道歉"},
		"参考消息网1月7日报道 某品牌道歉":           {"参考消息网", "某品牌道歉"},
		"某品牌道歉 - 知乎":                  {"知乎", ""},
		"红星资本局1月7日消息，某品牌道歉。这是很长的第二句。": {"红星新闻", "某品牌道歉。这是很长的第二句。"},
	} {
		got, cut := o.recognise("", text)
		left := strings.TrimLeft(text[:cut.textStart], "\u3000 ") + text[cut.textEnd:]
		if want.left == "" {
			want.left = "某品牌道歉"
		}
		if got != want.outlet || left != want.left {
			t.Errorf("%s: %q leaves %q, want %q leaving %q", text, got, left, want.outlet, want.left)
		}
	}
}

func TestOutletAfterTheTitleAgain(t *testing.T) {
	o := outlets(t)
	title, text := "某品牌道歉_凤凰网", "某品牌道歉 澎湃新闻记者 某某某 说起此事"
	got, cut := o.recognise(title, text)
	if got != "凤凰网" || text[:cut.textStart]+text[cut.textEnd:] != "某品牌道歉说起此事" {
		t.Errorf("%q leaves %q", got, text[:cut.textStart]+text[cut.textEnd:])
	}
	got, cut = o.recognise("某品牌道歉", "某品牌道歉 快科技1月7日消息,正文")
	if got != "快科技" || cut.title != 0 {
		t.Errorf("%q %+v", got, cut)
	}
}

func TestSourceOfRow(t *testing.T) {
	o := outlets(t)
	for _, c := range []struct {
		d    Document
		want string
	}{
		{Document{Source: "某网", Title: "某品牌道歉 - 知乎", URL: "https://weibo.com/1"}, "某网"},
		{Document{Title: "某品牌道歉 - 知乎", URL: "https://weibo.com/1"}, "知乎"},
		{Document{Source: " ", Text: "好", URL: "https://m.weibo.cn/status/1"}, "微博"},
		{Document{Text: "好", URL: "https://zhuanlan.zhihu.com/p/1"}, "知乎"},
		{Document{Text: "好", URL: "https://new.qq.com/1"}, "腾讯新闻"},
		{Document{Text: "好", URL: "https://finance.qq.com/1"}, "腾讯网"},
		{Document{Text: "好", URL: "www.V2EX.com/t/1"}, "V2EX"},
		{Document{Text: "好", URL: "https://notzhihu.com/"}, UnknownSource},
		{Document{Text: "好", URL: "://"}, UnknownSource},
		{Document{Text: "好", URL: "https://example.com/zhihu.com"}, UnknownSource},
		{Document{Text: "好"}, UnknownSource},
	} {
		if got, _ := o.source(&c.d); got != c.want {
			t.Errorf("%+v: %q, want %q", c.d, got, c.want)
		}
	}
}

func TestOutletsTable(t *testing.T) {
	for table, want := range map[string]string{
		"甲\t=\t-":                   "data/outlets.tsv:1: want four columns, have 3",
		"甲\t=\t-\t-\n乙\t甲\t-\t-":    `data/outlets.tsv:2: "甲" is empty or stands in line 1 already`,
		"甲\t=;\t-\t-":               `data/outlets.tsv:1: "" is empty`,
		"# 注\n甲\t-\t-\ta.cn;a.cn\n": `data/outlets.tsv:2: "a.cn" is empty or stands in line 2 already`,
	} {
		if _, err := parseOutlets(table); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", table, err, want)
		}
	}
	if n := len(outlets(t).hosts); n < 150 {
		t.Errorf("%d hosts", n)
	}
}

func FuzzOutlet(f *testing.F) {
	f.Add("某品牌道歉 网经社 电子商务研究...", "某品牌道歉 新华社北京1月7日电（记者 某某）正文")
	f.Add("甲_新浪科技_新浪网", "【环球网综合报道】")
	o := outlets(f)
	f.Fuzz(func(t *testing.T, title, text string) {
		title, _ = repair(title)
		text, _ = repair(text)
		name, cut := o.recognise(title, text)
		if cut.title < 0 || cut.title > len(title) || !boundary(title, cut.title) {
			t.Errorf("title cut at %d of %d", cut.title, len(title))
		}
		if cut.textStart < 0 || cut.textStart > cut.textEnd || cut.textEnd > len(text) || !boundary(text, cut.textStart) || !boundary(text, cut.textEnd) {
			t.Errorf("text cut %+v of %d", cut, len(text))
		}
		if cut.any() != (name != "") {
			t.Errorf("%q with the cut %+v", name, cut)
		}
	})
}
