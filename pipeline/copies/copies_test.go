package copies

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func openIndex(t testing.TB) *Index {
	t.Helper()
	x := Open(filepath.Join(t.TempDir(), "index"))
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// writer makes texts of our own out of parts, so that two of them share as much as
// two reports on one event do: names and phrases, not sentences.
type writer struct{ *rand.Rand }

func newWriter(seed uint64) writer { return writer{rand.New(rand.NewPCG(seed, 7))} }

func (w writer) one(of ...string) string { return of[w.IntN(len(of))] }

func (w writer) sentence() string {
	who := w.one("某品牌", "该博主", "车主们", "一位用户", "代理商", "客服", "公关部门", "法务部", "产品经理", "多家媒体", "评论区", "粉丝群", "门店店员", "供应链人士", "平台方")
	when := w.one("昨天下午", "上周三", "发布会之后", "凌晨", "春节前", "最近几天", "合作终止当晚", "第二季度", "交付当天", "直播结束后", "去年底", "事件发酵之际")
	did := w.one("回应了外界的质疑", "公布了新的进展", "发出一份律师函", "删掉了此前的视频", "再次强调不会妥协", "承认流程有漏洞", "下调了全年的预期", "开放了退换通道",
		"晒出聊天记录", "要求公开道歉", "拒绝对此置评", "把价格降了两千元", "推送了系统更新", "组织了线下的交流", "更换了合作的机构", "呼吁大家理性讨论")
	about := w.one("续航缩水", "刹车异响", "广告投放", "售后推诿", "屏幕发黄", "恶意剪辑", "数据造假", "充电起火的传闻", "门店排队", "跑分争议", "隐私条款", "配件涨价", "芯片缺货", "音质调校")
	tail := w.one("有人支持也有人不满", "网友的看法并不一致", "后续还要继续观察", "这让不少人感到意外", "股价随之波动", "相关话题登上热搜", "目前没有更多的消息", "圈内人士认为影响有限",
		fmt.Sprintf("涉及金额约%d万元", w.IntN(900)+100), fmt.Sprintf("参与讨论的超过%d人", w.IntN(9000)+1000))
	return who + when + "就" + about + did + "，" + tail + w.one("。", "！", "；")
}

func (w writer) text(sentences int) string {
	var b strings.Builder
	for range sentences {
		b.WriteString(w.sentence())
	}
	return b.String()
}

// copied is what outlets make of a text that they take over: one or two of the
// ways in which they change it.
func (w writer) copied(text string) string {
	for range 1 + w.IntN(2) {
		text = w.changed(text)
	}
	return text
}

func (w writer) changed(text string) string {
	runes := []rune(text)
	switch w.IntN(6) {
	case 0: // with a lead and a signature
		return "【本站讯】" + text + "（责任编辑：小编）"
	case 1: // cut off
		return string(runes[:len(runes)*85/100]) + "……"
	case 2: // with other punctuation and spaces
		return strings.NewReplacer("，", " , ", "。", "．\n").Replace(text)
	case 3: // a word replaced here and there
		for range max(1, len(runes)/80) {
			i := w.IntN(len(runes) - 2)
			copy(runes[i:i+2], []rune("某某"))
		}
		return string(runes)
	case 4: // without its first sentence, where it has many
		if _, rest, ok := strings.Cut(text, "。"); ok && len(rest) > len(text)*85/100 {
			return rest
		}
		return text + "转载请注明出处。"
	default: // as it is
		return text
	}
}

// Planted near-copies must be found, and nothing else: of the pairs that were
// planted and of those that were found, 95 % each.
func TestPlantedCopies(t *testing.T) {
	w := newWriter(1)
	type snippet struct{ id, of, text string }
	var snippets []snippet
	for i := range 600 {
		id := fmt.Sprintf("t%d", i)
		text := w.text(2 + w.IntN(12))
		if i%5 == 4 { // a report of its own that takes over a third of another
			other := []rune(snippets[len(snippets)-1].text)
			text = string(other[:len(other)/3]) + text
		}
		snippets = append(snippets, snippet{id, id, text})
		for j := range w.IntN(3) {
			snippets = append(snippets, snippet{fmt.Sprintf("%s-%d", id, j), id, w.copied(text)})
		}
	}
	x, signer := openIndex(t), NewSigner()
	small := openIndex(t) // what lies on disk must be found as what does not
	small.limit = 100 * leaderBytes
	planted, found, right := 0, 0, 0
	for _, s := range snippets {
		sig := signer.Sign("", s.text)
		group, err := x.Group(s.id, &sig)
		if err != nil {
			t.Fatal(err)
		}
		if other, err := small.Group(s.id, &sig); err != nil || other != group {
			t.Fatalf("%s: group %s from disk, %v; %s from memory", s.id, other, err, group)
		}
		if s.of != s.id {
			planted++
		}
		if group != s.id {
			found++
			if group == s.of {
				right++
			}
		}
	}
	precision, recall := float64(right)/float64(found), float64(right)/float64(planted)
	t.Logf("%d planted, %d found: precision %.3f, recall %.3f", planted, found, precision, recall)
	if planted < 400 || precision < 0.95 || recall < 0.95 {
		t.Errorf("%d planted, %d found: precision %.3f, recall %.3f", planted, found, precision, recall)
	}
}

// The share of equal values estimates the similarity of the sets.
func TestSignaturesEstimateSimilarity(t *testing.T) {
	w, signer := newWriter(2), NewSigner()
	for range 100 {
		a := w.text(8)
		b := w.text(4) + a[len(a)/6*3:]
		b = strings.ToValidUTF8(b, "")
		sa, sb := signer.Sign("", a), signer.Sign("", b)
		same := 0
		for i := range sa.values {
			if sa.values[i] == sb.values[i] {
				same++
			}
		}
		want := jaccard(a, b)
		if got := float64(same) / hashes; got < want-0.25 || got > want+0.25 { // four standard errors
			t.Errorf("estimated %.2f, is %.2f", got, want)
		}
	}
}

func jaccard(a, b string) float64 {
	sets := [2]map[string]bool{{}, {}}
	for i, text := range []string{a, b} {
		letters := appendLetters(nil, text)
		for j := 0; j+shingleLetters <= len(letters); j++ {
			sets[i][string(letters[j:j+shingleLetters])] = true
		}
	}
	both := 0
	for s := range sets[0] {
		if sets[1][s] {
			both++
		}
	}
	return float64(both) / float64(len(sets[0])+len(sets[1])-both)
}

// What many say in the same few words is no copy; of the same words with a title
// that is long enough it is.
func TestShortTextsAreNoCopies(t *testing.T) {
	x, signer := openIndex(t), NewSigner()
	for _, c := range []struct{ id, title, text, want string }{
		{"a", "", "支持某品牌", "a"},
		{"b", "", "支持某品牌", "b"},
		{"c", "该博主长期就续航缩水发表不实言论，某品牌法务部回应称将追究到底", "如题", "c"},
		{"d", "该博主长期就续航缩水发表不实言论，某品牌法务部回应称将追究到底", "如题！", "c"},
		{"e", "", strings.Repeat("哈", 400), "e"},
		{"f", "", strings.Repeat("哈", 400), "f"},
		{"g", "", "", "g"},
	} {
		sig := signer.Sign(c.title, c.text)
		if got, err := x.Group(c.id, &sig); err != nil || got != c.want {
			t.Errorf("%s: group %q, %v; want %q", c.id, got, err, c.want)
		}
	}
}

// A row is known by its id, whatever the id is.
func TestIndexKnowsIDs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := openIndex(t)
		x.limit = rapid.SampledFrom([]int{1, 3 * idBytes, memoryBytes}).Draw(rt, "limit")
		type row struct {
			content Content
			at      Place
		}
		model := map[string]row{}
		ids := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom([]string{"", "1", "帖子", "\x00", strings.Repeat("长", 300)}), rapid.String()), 1, 40).Draw(rt, "ids")
		for i, id := range ids {
			content := Content{byte(rapid.IntRange(0, 1).Draw(rt, "content"))}
			at := Place{Input: int64(i % 3), Row: int64(i)}
			standing, first, err := x.Add(id, content, at)
			if err != nil {
				rt.Fatal(err)
			}
			known, ok := model[id]
			want := New
			switch {
			case ok && known.content == content:
				want = Same
			case ok:
				want = Other
			default:
				model[id] = row{content, at}
			}
			if standing != want || ok && first != known.at {
				rt.Fatalf("id %q: %d at %v, want %d at %v", id, standing, first, want, known.at)
			}
		}
	})
}
