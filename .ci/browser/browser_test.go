// Package browser opens a report in a real browser: Debian's chromium, driven
// over its own protocol. It is a module of its own, so that the project does not
// depend on a browser's driver.
//
// LICHANG is the program's path, AXE that of axe.min.js, ARTEFACTS the folder
// for the pictures.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

func setting(t testing.TB, name, fallback string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		value = fallback
	}
	if value == "" {
		t.Fatalf("%s is not set", name)
	}
	abs, err := filepath.Abs(value)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// reports writes, once, the reports that the tests open.
var reports = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "report-")
	if err != nil {
		return "", err
	}
	program, err := filepath.Abs(os.Getenv("LICHANG"))
	if err != nil {
		return "", err
	}
	nights, err := filepath.Abs("nights.jsonl")
	if err != nil {
		return "", err
	}
	content, err := os.ReadFile(nights)
	if err != nil {
		return "", err
	}
	// The night before has half of the lines; the long one a text of 10 MB.
	lines := strings.SplitAfter(string(content), "\n")
	long, err := json.Marshal(map[string]string{"id": "long", "text": strings.Repeat("今天天气不错，", 250_000) + "该博主抹黑用户。" + strings.Repeat("今天天气不错，", 250_000)})
	if err != nil {
		return "", err
	}
	for name, content := range map[string]string{
		"before.jsonl": strings.Join(lines[:len(lines)/2], ""),
		"long.jsonl":   string(long) + "\n" + string(content),
		"empty.jsonl":  "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			return "", err
		}
	}
	for _, args := range [][]string{
		{"run", "--quiet", "--out", "night", nights},
		{"run", "--quiet", "--out", "before", "before.jsonl"},
		{"run", "--quiet", "--out", "long", "long.jsonl"},
		{"run", "--quiet", "--out", "empty", "empty.jsonl"},
		{"report", "night", "--out", "zh.html", "--against", "before"},
		{"report", "night", "--out", "en.html", "--against", "before", "--lang", "en"},
		{"report", "long", "--out", "long.html"},
		{"report", "empty", "--out", "empty.html"},
	} {
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w\n%s", cmd, err, out)
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := reports(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// tab is a page that is open, with all that it complained of or asked the
// network for.
type tab struct {
	t        *testing.T
	ctx      context.Context
	mu       sync.Mutex
	said     []string
	requests []string
}

// view is how a page is looked at.
type view struct {
	width, height int64
	dark, phone   bool
	noScript      bool
}

func desktop() view { return view{width: 1280, height: 900} }
func phone() view   { return view{width: 375, height: 812, phone: true} }

// open opens a report with the network off.
func open(t *testing.T, name string, v view) *tab {
	t.Helper()
	dir, err := reports()
	if err != nil {
		t.Fatal(err)
	}
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)...)
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, p.hear)
	scheme := "light"
	if v.dark {
		scheme = "dark"
	}
	p.do(network.Enable(), log.Enable(), page.Enable(),
		network.EmulateNetworkConditions(true, 0, -1, -1),
		emulation.SetDeviceMetricsOverride(v.width, v.height, 1, v.phone),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}),
		emulation.SetScriptExecutionDisabled(v.noScript),
		chromedp.Navigate("file://"+filepath.Join(dir, name)),
		chromedp.WaitReady("footer"))
	return p
}

func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		p.said = append(p.said, "console: "+string(e.Type))
	case *runtime.EventExceptionThrown:
		p.said = append(p.said, "exception: "+e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		p.said = append(p.said, "log: "+e.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		p.said = append(p.said, "dialog: "+e.Message)
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	}
}

func (p *tab) do(actions ...chromedp.Action) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// ask evaluates an expression of JavaScript into out.
func (p *tab) ask(expression string, out any) {
	p.t.Helper()
	p.do(chromedp.Evaluate(expression, out))
}

// number is ask for a number.
func (p *tab) number(expression string) (n float64) {
	p.t.Helper()
	p.ask(expression, &n)
	return n
}

// quiet checks that the page complained of nothing and asked for nothing but
// itself.
func (p *tab) quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.said) > 0 {
		p.t.Errorf("the page says %q", p.said)
	}
	for _, url := range p.requests {
		if url != p.requests[0] || !strings.HasPrefix(url, "file://") {
			p.t.Errorf("the page asks for %s", url)
		}
	}
	if len(p.requests) == 0 {
		p.t.Error("not even the page itself was asked for: the listener hears nothing")
	}
}

// keep saves a file for a person to look at.
func keep(t *testing.T, name string, content []byte) {
	t.Helper()
	dir := setting(t, "ARTEFACTS", "../artefacts")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
		t.Fatal(err)
	}
}

func (p *tab) picture(name string) {
	p.t.Helper()
	var png []byte
	p.do(chromedp.FullScreenshot(&png, 100))
	keep(p.t, name, png)
}

// Every page loads with the network off, in either language, and says nothing on
// the console; no text of the data has become a script.
func TestLoads(t *testing.T) {
	for _, name := range []string{"zh.html", "en.html", "long.html", "empty.html"} {
		t.Run(name, func(t *testing.T) {
			p := open(t, name, desktop())
			p.quiet()
			if n := p.number(`document.scripts.length`); n != 1 {
				t.Errorf("%v scripts", n)
			}
			if n := p.number(`Number(window.evil || 0)`); n != 0 {
				t.Errorf("a text of the data ran: %v", n)
			}
			if n := p.number(`document.querySelectorAll("img,iframe,object,embed,link,base,[style],[onload],[onerror]").length`); n != 0 {
				t.Errorf("%v elements that nobody wrote", n)
			}
			p.picture(strings.TrimSuffix(name, ".html") + "-light.png")
		})
	}
}

// The bars of every chart are there, as wide as they should be, and every chart
// has a title, a description and a table.
func TestChartsHaveTheirBars(t *testing.T) {
	p := open(t, "en.html", desktop())
	var charts []struct {
		Kind, Title, Description string
		Bars, Rows, Hollow       int
		Fill                     float64 // of the widest row of bars, in its chart's width
	}
	p.ask(`Array.from(document.querySelectorAll("svg[role=img]"), svg => {
		const rects = Array.from(svg.querySelectorAll("rect.bar, circle.dot"), r => r.getBoundingClientRect());
		const lines = {};
		rects.forEach(r => { lines[Math.round(r.y)] = (lines[Math.round(r.y)] || 0) + r.width; });
		return {
			Kind: svg.classList[0], Title: svg.querySelector("title").textContent, Description: svg.querySelector("desc").textContent,
			Bars: rects.length, Hollow: rects.filter(r => r.width < 0.5 || r.height < 0.5).length,
			Rows: svg.closest("figure").querySelectorAll("details tbody tr").length,
			Fill: Math.max(...Object.values(lines)) / svg.getBoundingClientRect().width,
		};
	})`, &charts)
	kinds := map[string]int{}
	for _, c := range charts {
		kinds[c.Kind]++
		if c.Title == "" || len(c.Description) < 20 || c.Bars == 0 || c.Rows == 0 || c.Hollow > 0 {
			t.Errorf("%+v", c)
		}
		if c.Kind == "bars" && (c.Fill < 0.99 || c.Fill > 1.01) {
			t.Errorf("%s: the bars fill %.2f of the width", c.Title, c.Fill)
		}
	}
	if kinds["bars"] != 7 || kinds["columns"] != 3 || kinds["dots"] != 1 {
		t.Errorf("charts: %v", kinds)
	}
}

func TestFilter(t *testing.T) {
	p := open(t, "zh.html", desktop())
	const visible = `Array.from(document.querySelectorAll("article.snippet")).filter(a => a.checkVisibility()).length`
	all := p.number(visible)
	if all < 30 {
		t.Fatalf("%v snippets", all)
	}
	p.do(chromedp.SendKeys("#find", "敷衍 客服"))
	some := p.number(visible)
	if want := p.number(`Array.from(document.querySelectorAll("article.snippet")).filter(a => /敷衍/.test(a.textContent) && /客服/.test(a.querySelector(".snippet-text").textContent)).length`); some == 0 || some != want {
		t.Errorf("%v snippets are found, want %v of %v", some, want, all)
	}
	var told string
	p.ask(`document.querySelector(".found").textContent`, &told)
	if want := fmt.Sprintf("显示 %v / %v", some, all); told != want {
		t.Errorf("the page tells %q, want %q", told, want)
	}
	p.ask(`document.getElementById("find").value = ""`, nil)
	p.ask(`(() => { const s = document.getElementById("by-target"); s.value = "kol"; s.dispatchEvent(new Event("change")); })()`, nil)
	if n := p.number(`Array.from(document.querySelectorAll("article.snippet")).filter(a => a.checkVisibility() && a.dataset.target !== "kol").length`); n != 0 || p.number(visible) == 0 {
		t.Errorf("%v snippets of other targets", n)
	}
	p.quiet()
}

// A correction is a line of JSON with the very text, whatever stands in it.
func TestCorrections(t *testing.T) {
	p := open(t, "zh.html", desktop())
	texts := map[string]string{}
	content, err := os.ReadFile("nights.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		var row struct{ ID, Text string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		texts[row.ID] = row.Text
	}
	p.ask(`document.querySelectorAll("article.snippet").forEach(a => {
		a.querySelector(".correct summary").click();
		a.querySelector(".correct .label").value = "NONE";
		a.querySelector(".correct .remark").value = 'a "remark"';
		a.querySelector(".correct .add").click();
	})`, nil)
	var lines string
	p.ask(`document.getElementById("lines").value`, &lines)
	seen := map[string]bool{}
	for line := range strings.Lines(lines) {
		var c map[string]string
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if c["text"] != texts[c["id"]] || c["label"] != "NONE" || c["note"] != `a "remark"` || c["target"] == "" || len(c) != 6 {
			t.Errorf("%s, but the text is %q", line, texts[c["id"]])
		}
		if strings.ContainsAny(line, "\u202e\u200b\u2066") {
			t.Errorf("characters that cannot be seen stand in %q", line)
		}
		seen[c["id"]] = true
	}
	if !seen["turned"] || !seen[`"'><script>window.evil=1</script>`] {
		t.Error("the snippets with odd characters are not among those corrected")
	}
	p.do(chromedp.Click("#copy"))
	p.quiet()
}

// Whatever can be used is reached with the Tab key alone, in the order of the
// page, and shows that it has the focus; a correction is made without a mouse.
func TestKeyboard(t *testing.T) {
	p := open(t, "en.html", desktop())
	p.ask(`window.usable = () => Array.from(document.querySelectorAll("a[href],button,input,select,textarea,summary,[tabindex='0']"))
		.filter(e => e.checkVisibility({contentVisibilityAuto: true}) && !e.closest("details:not([open]) > :not(summary)"));
	document.querySelectorAll("article.snippet").forEach((a, i) => { if (i > 3) a.remove(); }); // enough of them`, nil)
	want := int(p.number(`usable().length`))
	if want < 40 {
		t.Fatalf("%d things to use", want)
	}
	missed := []string{}
	for i := range want {
		p.do(chromedp.KeyEvent("\t"))
		var at struct {
			Place   int
			What    string
			Outline bool
			In      bool
		}
		p.ask(`(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect(); return {
			Place: usable().indexOf(e), What: e.tagName + "#" + e.id + "." + e.className + " " + e.textContent.slice(0, 30),
			Outline: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2, In: r.bottom > 0 && r.top < innerHeight }; })()`, &at)
		if at.Place != i || !at.Outline || !at.In {
			missed = append(missed, fmt.Sprintf("press %d: %+v", i+1, at))
		}
	}
	if len(missed) > 0 {
		t.Errorf("%d of %d: %q", len(missed), want, missed[:min(5, len(missed))])
	}
	// To the first correction, by keys alone.
	p.do(chromedp.Focus("article.snippet .correct summary"), chromedp.KeyEvent("\r"))
	for range 4 { // target, label, remark, button
		p.do(chromedp.KeyEvent("\t"))
	}
	p.do(chromedp.KeyEvent(" "))
	var lines string
	p.ask(`document.getElementById("lines").value`, &lines)
	if strings.Count(lines, "\n") != 1 {
		t.Errorf("the keys made %q", lines)
	}
	p.quiet()
}

// axe-core finds nothing: contrast, landmarks, names, headings, in light and
// dark, wide and narrow, with everything folded out.
func TestAxe(t *testing.T) {
	axe, err := os.ReadFile(setting(t, "AXE", ""))
	if err != nil {
		t.Fatal(err)
	}
	dark, night := desktop(), phone()
	dark.dark, night.dark = true, true
	for name, v := range map[string]view{"light": desktop(), "dark": dark, "phone": phone(), "phone-dark": night} {
		for _, file := range []string{"en.html", "empty.html"} {
			t.Run(name+"/"+file, func(t *testing.T) {
				p := open(t, file, v)
				p.ask(`document.querySelectorAll("details").forEach(d => { d.open = true; })`, nil)
				p.ask(string(axe), nil)
				var found struct {
					Passes     int
					Violations []string
				}
				p.do(chromedp.Evaluate(`axe.run(document, {resultTypes: ["violations"]}).then(r => ({Passes: r.passes.length,
					Violations: r.violations.map(v => v.id + ": " + v.nodes.length + " × " + v.nodes[0].html.slice(0, 200) + " " + v.nodes[0].failureSummary)}))`, &found,
					func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
				if found.Passes < 15 {
					t.Errorf("only %d rules were looked at", found.Passes)
				}
				for _, v := range found.Violations {
					t.Error(v)
				}
			})
		}
	}
}

// On a phone nothing sticks out, letters can be read, and the texts of a chart
// do not run into each other.
func TestPhone(t *testing.T) {
	for _, file := range []string{"zh.html", "en.html", "long.html", "empty.html"} {
		for _, dark := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/dark=%v", file, dark), func(t *testing.T) {
				v := phone()
				v.dark = dark
				p := open(t, file, v)
				if w := p.number(`document.documentElement.scrollWidth`); w > 375 {
					t.Errorf("the page is %v pixels wide", w)
				}
				if n := p.number(`Math.min(...Array.from(document.querySelectorAll("svg text, p, td, th, summary, li, a"), e => parseFloat(getComputedStyle(e).fontSize)))`); n < 12 {
					t.Errorf("letters of %v pixels", n)
				}
				var collisions []string
				p.ask(`Array.from(document.querySelectorAll("svg[role=img]")).flatMap(svg => {
					const texts = Array.from(svg.querySelectorAll("text"), e => ({text: e.firstChild.textContent, box: e.getBoundingClientRect()}));
					const frame = svg.getBoundingClientRect();
					const out = texts.filter(a => a.box.left < frame.left - 1 || a.box.right > frame.right + 1).map(a => a.text + " sticks out");
					texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
						if (a.box.left < b.box.right && b.box.left < a.box.right && a.box.top < b.box.bottom - 3 && b.box.top < a.box.bottom - 3) out.push(a.text + " runs into " + b.text);
					}));
					return out;
				})`, &collisions)
				if len(collisions) > 0 {
					t.Errorf("%q", collisions)
				}
				name := strings.TrimSuffix(file, ".html") + "-phone"
				if dark {
					name += "-dark"
				}
				p.picture(name + ".png")
			})
		}
	}
}

func TestDark(t *testing.T) {
	v := desktop()
	v.dark = true
	p := open(t, "zh.html", v)
	var colours []string
	p.ask(`[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("rect.favor")).fill]`, &colours)
	light := open(t, "zh.html", desktop())
	var others []string
	light.ask(`[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("rect.favor")).fill]`, &others)
	if colours[0] == others[0] || colours[1] == others[1] {
		t.Errorf("dark %q, light %q", colours, others)
	}
	p.picture("zh-dark.png")
}

// Without script the page can be read whole, and nothing is shown that would not
// work.
func TestWithoutScript(t *testing.T) {
	v := desktop()
	v.noScript = true
	p := open(t, "zh.html", v)
	var shown map[string]int
	p.ask(`({articles: Array.from(document.querySelectorAll("article.snippet")).filter(a => a.checkVisibility()).length,
		charts: Array.from(document.querySelectorAll("svg[role=img]")).filter(a => a.checkVisibility()).length,
		dead: Array.from(document.querySelectorAll("form,button,input,select,textarea")).filter(a => a.checkVisibility()).length})`, &shown)
	if shown["articles"] < 30 || shown["charts"] < 10 || shown["dead"] > 0 {
		t.Errorf("%v", shown)
	}
}

func TestPrint(t *testing.T) {
	p := open(t, "zh.html", desktop())
	var pdf []byte
	p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPrintBackground(true).WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
		return err
	}))
	if !strings.HasPrefix(string(pdf), "%PDF-") || strings.Count(string(pdf), "/Type /Page\n") < 3 {
		t.Errorf("%d bytes, %d pages", len(pdf), strings.Count(string(pdf), "/Type /Page\n"))
	}
	keep(t, "zh.pdf", pdf)
	p.do(emulation.SetEmulatedMedia().WithMedia("print"))
	if n := p.number(`Array.from(document.querySelectorAll("nav,form,button,textarea,.correct")).filter(e => e.checkVisibility()).length`); n != 0 {
		t.Errorf("%v things to click are printed", n)
	}
	p.do(emulation.SetDeviceMetricsOverride(794, 1123, 1, false))
	p.picture("zh-print.png")
}

// The evidence of a long text is in sight, though most of the text is not.
func TestLongTextIsClipped(t *testing.T) {
	p := open(t, "long.html", desktop())
	var texts []string
	p.ask(`Array.from(document.querySelectorAll("article.snippet")).filter(a => JSON.parse(a.dataset.id) === "long").map(a => a.querySelector(".snippet-text").textContent)`, &texts)
	if len(texts) == 0 || slices.ContainsFunc(texts, func(s string) bool {
		return !strings.Contains(s, "抹黑") || !strings.Contains(s, "略去") || len(s) > 6000
	}) {
		t.Errorf("%q", texts)
	}
}
