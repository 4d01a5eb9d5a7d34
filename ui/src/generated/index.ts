// Written by `cargo xtask codegen` from the Rust types. Do not edit.

/**
 * Who must act.
 */
export type Actor = "you" | "provider" | "it";

/**
 * Who must act, in words.
 */
export type ActorView = { 
/**
 * Who.
 */
id: Actor, 
/**
 * In words, such as "your provider".
 */
label: string, };

/**
 * A shaded span.
 */
export type Band = { 
/**
 * Where it begins.
 */
x: string, 
/**
 * How wide it is.
 */
width: string, 
/**
 * Where its label stands.
 */
middle: string, 
/**
 * What happened in it.
 */
label: string, };

/**
 * A bar.
 */
export type Bar = { 
/**
 * Its left side.
 */
x: string, 
/**
 * Its upper side.
 */
y: string, 
/**
 * How wide it is.
 */
width: string, 
/**
 * How high it is.
 */
height: string, };

/**
 * A sentence in both languages.
 */
export type BothLanguages = { 
/**
 * French.
 */
fr: string, 
/**
 * English.
 */
en: string, };

/**
 * What is said of one link, or of all of them.
 */
export type Branch = { 
/**
 * The link and its state.
 */
head: string, 
/**
 * What was measured and what speaks against it, a line each.
 */
lines: Array<string>, };

/**
 * How sure the verdict is of a weak link.
 */
export type Certainty = "established" | "probable";

/**
 * What may be said of a figure that was measured in two runs.
 */
export type Change = "better" | "worse" | "same" | "unclear";

/**
 * A chart over time.
 */
export type Chart = { 
/**
 * What it shows.
 */
title: string, 
/**
 * The same for those who do not see it, with the figures.
 */
alternative: string, 
/**
 * Shaded spans, such as those in which the line was loaded.
 */
phases: Array<Band>, 
/**
 * One for each target or direction.
 */
series: Array<Series>, 
/**
 * Marks of the horizontal axis.
 */
ticks_x: Array<Tick>, 
/**
 * Unit of the horizontal axis.
 */
unit: string, 
/**
 * Marks of the vertical axis, with their unit.
 */
ticks_y: Array<Tick>, };

/**
 * One of the six points of the checklist.
 */
export type CheckId = "bandwidth" | "machine" | "vpn" | "gateway" | "security" | "server";

/**
 * One of the six points, with everything that was seen.
 */
export type CheckView = { 
/**
 * The row as the page lists it.
 */
row: RowView, 
/**
 * The table of figures.
 */
figures: Array<FigureView>, 
/**
 * What could not be measured, a sentence each.
 */
gaps: Array<string>, };

/**
 * An error the page acts on.
 */
export type CommandError = { 
/**
 * What went wrong.
 */
code: ErrorCode, 
/**
 * What the system said, in English, for the helpdesk.
 */
detail: string, };

/**
 * A figure in two runs.
 */
export type ComparedFigure = { 
/**
 * What was measured.
 */
label: string, 
/**
 * In the earlier run, or "not measured".
 */
before: string, 
/**
 * In the later run, or "not measured".
 */
after: string, 
/**
 * What may be said of the difference.
 */
change: Change, 
/**
 * The same in words.
 */
change_words: string, };

/**
 * A link in two runs.
 */
export type ComparedLink = { 
/**
 * Which.
 */
link: Link, 
/**
 * Its name.
 */
label: string, 
/**
 * Its state in the earlier run.
 */
before: Status, 
/**
 * The word for it.
 */
before_word: string, 
/**
 * Its state in the later run.
 */
after: Status, 
/**
 * The word for it.
 */
after_word: string, 
/**
 * Its figures.
 */
figures: Array<ComparedFigure>, };

/**
 * One of two runs.
 */
export type ComparedRun = { 
/**
 * Day and hour.
 */
moment: string, 
/**
 * What it said, a sentence.
 */
headline: string, };

/**
 * Two past runs side by side.
 */
export type Comparison = { "kind": "compared", 
/**
 * What they say.
 */
comparison: ComparisonView, } | { "kind": "refused", 
/**
 * Why, a sentence.
 */
problem: BothLanguages, };

/**
 * Two runs in one language.
 */
export type ComparisonView = { 
/**
 * The earlier run.
 */
before: ComparedRun, 
/**
 * The later run.
 */
after: ComparedRun, 
/**
 * What changed, a sentence each; one that says so when nothing did.
 */
changes: Array<string>, 
/**
 * The links that one of the runs measured.
 */
links: Array<ComparedLink>, };

/**
 * What a dictated code says.
 */
export type Decoded = { "kind": "told", 
/**
 * What it says.
 */
told: ToldView, } | { "kind": "refused", 
/**
 * What is wrong with it, and what to do, a sentence.
 */
problem: string, };

/**
 * A document to save.
 */
export type Document = "html" | "maillon" | "json";

/**
 * What went wrong.
 */
export type ErrorCode = "already_running" | "no_report" | "not_saved" | "not_erased" | "settings_not_kept" | "internal";

/**
 * What a file would hold.
 */
export type ExportPreview = { 
/**
 * What can be hidden.
 */
items: Array<RedactionView>, 
/**
 * The text of the file; none when the page shows it in a frame of its own.
 */
content: string | null, };

/**
 * A fact with its name.
 */
export type FactView = { 
/**
 * What.
 */
label: string, 
/**
 * Its value, or "not measured".
 */
value: string, };

/**
 * One line of a table of figures.
 */
export type FigureView = { 
/**
 * What was measured.
 */
label: string, 
/**
 * The figure with its unit, or "not measured".
 */
value: string, 
/**
 * How it stands against its limit; none for a fact without a limit.
 */
status: Status | null, 
/**
 * The limit in force; empty without one.
 */
limit: string, 
/**
 * Where the limit comes from; empty without one.
 */
source: string, 
/**
 * How it was measured.
 */
method: string, };

/**
 * One finding in words.
 */
export type FindingView = { 
/**
 * How grave.
 */
severity: Severity, 
/**
 * What was found, a sentence.
 */
text: string, 
/**
 * What it means, a sentence; none where the verdict says so.
 */
meaning: string | null, 
/**
 * What to do about it; none when there is nothing to do.
 */
advice: string | null, };

/**
 * The past runs in one language.
 */
export type HistoryView = { 
/**
 * The runs, the newest first.
 */
runs: Array<PastRunView>, 
/**
 * How each link went over the runs.
 */
trends: Array<TrendView>, 
/**
 * What may be said of the hours of the day, a sentence; empty without a run.
 */
hours: string, 
/**
 * Files that could not be read, a sentence; empty when all could.
 */
damaged: string, 
/**
 * What is kept, where and how long, a sentence.
 */
kept: string, };

/**
 * A language of the words.
 */
export type Lang = "fr" | "en";

/**
 * One of the six lights.
 */
export type LightView = { 
/**
 * Which.
 */
id: CheckId, 
/**
 * Its name.
 */
label: string, 
/**
 * Its state.
 */
status: Status, 
/**
 * Its state in a word.
 */
status_word: string, };

/**
 * One link of the chain, from the employee's desk to the company's servers.
 */
export type Link = "machine" | "security" | "local_link" | "access_line" | "internet" | "vpn" | "gateway" | "server";

/**
 * A link while the run goes on.
 */
export type LinkProgress = { 
/**
 * The link.
 */
link: LinkView, 
/**
 * How far it is.
 */
phase: Phase, 
/**
 * The last round trips to it, oldest first, as shares of the height they are drawn in, 0 to 1; none where no answer came.
 */
trace: Array<number | null>, };

/**
 * One link of the chain.
 */
export type LinkView = { 
/**
 * Which.
 */
id: Link, 
/**
 * Its name, two or three words.
 */
label: string, 
/**
 * Its state.
 */
status: Status, 
/**
 * Its state in a word.
 */
status_word: string, 
/**
 * Its figure with its unit, or "not measured".
 */
figure: string, 
/**
 * Whether it is the weak link, or one of them.
 */
is_weak: boolean, 
/**
 * What this link is, or what is wrong with it, a sentence.
 */
explanation: string, 
/**
 * How much it carries on a scale from 1 Mbit/s (0) to 1 Gbit/s (1), by powers of ten; negotiated or
 * measured; none when neither is known to be its own.
 */
capacity: number | null, 
/**
 * The few figures that tell most of it, at most four, those that were measured.
 */
figures: Array<FigureView>, };

/**
 * The labels of a live page, before anything is measured.
 */
export type LiveView = { 
/**
 * The language of every string below.
 */
lang: Lang, 
/**
 * The eight links, not known yet.
 */
chain: Array<LinkView>, 
/**
 * The six points, not known yet.
 */
rows: Array<RowView>, 
/**
 * The word for each state.
 */
status_words: Array<StatusWord>, };

/**
 * How much data a run may spend on the line.
 */
export type Mode = "light" | "standard" | "precise";

/**
 * What a run costs.
 */
export type ModeCost = { 
/**
 * In this mode.
 */
mode: Mode, 
/**
 * Seconds it usually takes.
 */
seconds: number, 
/**
 * Most megabytes it may move.
 */
megabytes: number, };

/**
 * One target of a slow moment.
 */
export type MomentRow = { 
/**
 * What it is called.
 */
label: string, 
/**
 * Its answer before and after, median.
 */
usual: string, 
/**
 * Its answer in the moment, median.
 */
then: string, 
/**
 * Answers missing in the moment.
 */
lost: string, };

/**
 * A slow moment that the long watch caught.
 */
export type MomentView = { 
/**
 * When, and who called it slow.
 */
title: string, 
/**
 * What the minutes around it say, one sentence.
 */
sentence: string, 
/**
 * What was found in them, a sentence each.
 */
evidence: Array<string>, 
/**
 * What was watched, the nearest first.
 */
rows: Array<MomentRow>, 
/**
 * The minutes around it; none when hardly anything was watched.
 */
chart: Chart | null, };

/**
 * How a report from a file is marked as long as it is shown.
 */
export type OpenedView = { 
/**
 * Whose moment it tells, and that it came from a file.
 */
banner: string, 
/**
 * What must not be concluded from it, a sentence.
 */
note: string, 
/**
 * Whether it is a past run of this computer.
 */
from_history: boolean, };

/**
 * How opening a report ended.
 */
export type Opening = { "kind": "opened" } | { "kind": "cancelled" } | { "kind": "refused", 
/**
 * Why, a sentence.
 */
problem: BothLanguages, };

/**
 * What the run as a whole says.
 */
export type Outcome = "weak_link" | "nothing_abnormal" | "cannot_tell";

/**
 * One past run.
 */
export type PastRunView = { 
/**
 * Its name, to ask for it.
 */
id: string, 
/**
 * Day and hour.
 */
moment: string, 
/**
 * What it said, a sentence.
 */
headline: string, 
/**
 * State of the link it named; good when it found nothing.
 */
status: Status, 
/**
 * The word for it.
 */
status_word: string, };

/**
 * How far a part of the run is.
 */
export type Phase = "waiting" | "measuring" | "done";

/**
 * The profile in force, or what is wrong with it.
 */
export type ProfileNotice = { 
/**
 * The file; none when no profile was found.
 */
file: string | null, 
/**
 * The company.
 */
company: string | null, 
/**
 * Why the file could not be taken, with line and column; the built-in defaults are in force then.
 */
problem: BothLanguages | null, };

/**
 * The state of a run that goes on, worded.
 */
export type Progress = { 
/**
 * Whether the recorded example is played.
 */
example: boolean, 
/**
 * Seconds the run was expected to take.
 */
expected_seconds: number, 
/**
 * Seconds still expected.
 */
remaining_seconds: number, 
/**
 * The eight links.
 */
chain: Array<LinkProgress>, 
/**
 * The six points.
 */
rows: Array<RowProgress>, 
/**
 * The last figure read, such as a rate; empty before the first.
 */
now: string, };

/**
 * A QR code, to be drawn dark on white with a margin of four modules.
 */
export type QrView = { 
/**
 * Modules of a side.
 */
size: number, 
/**
 * Outline of the dark modules, data of an SVG path.
 */
path: string, };

/**
 * What can be taken out of a report.
 */
export type RedactionItem = "user_name" | "host_name" | "ssid" | "public_address" | "hardware_address" | "internal_names";

/**
 * One item that can be taken out of a report before it is saved.
 */
export type RedactionView = { 
/**
 * Which.
 */
id: RedactionItem, 
/**
 * Its name.
 */
label: string, 
/**
 * In how many places of this report it stands.
 */
found: number, };

/**
 * A point while the run goes on.
 */
export type RowProgress = { 
/**
 * The point.
 */
row: RowView, 
/**
 * How far it is.
 */
phase: Phase, };

/**
 * One of the six points as a row; also what a live page shows before there is a report.
 */
export type RowView = { 
/**
 * Which.
 */
id: CheckId, 
/**
 * Its name, two or three words.
 */
title: string, 
/**
 * The question it answers.
 */
question: string, 
/**
 * Its state.
 */
status: Status, 
/**
 * Its state in a word.
 */
status_word: string, 
/**
 * What it says, one sentence.
 */
summary: string, 
/**
 * What was found, gravest first.
 */
findings: Array<FindingView>, };

/**
 * When and how the run went.
 */
export type RunView = { 
/**
 * Day and hour, such as "24 November 2026 at 14:05".
 */
started: string, 
/**
 * Whether it went to its end.
 */
complete: boolean, 
/**
 * One line: when, how long, how much data.
 */
line: string, 
/**
 * The same and more as facts: duration, mode, data, profile, program.
 */
facts: Array<FactView>, };

/**
 * How saving ended.
 */
export type Saved = { "kind": "saved", 
/**
 * Where.
 */
path: string, 
/**
 * Where its copy for Maillon is, beside a page.
 */
copy: string | null, } | { "kind": "cancelled" };

/**
 * One line or one set of bars.
 */
export type Series = { 
/**
 * What is drawn.
 */
name: string, 
/**
 * Its place, 0 to 7, by which it gets its colour and its stroke.
 */
class: number, 
/**
 * The line, data of an SVG path; empty for bars.
 */
path: string, 
/**
 * Where a probe got no answer, horizontal.
 */
lost: Array<string>, 
/**
 * The bars; empty for a line.
 */
bars: Array<Bar>, 
/**
 * Its median or estimate, and how many answers are missing.
 */
summary: string, };

/**
 * What the user chose.
 */
export type Settings = { 
/**
 * Language; none for the system's.
 */
lang: Lang | null, 
/**
 * Light, dark, or the system's.
 */
theme: Theme, 
/**
 * Whether a run starts when the window opens.
 */
start_at_once: boolean, 
/**
 * How much a run may spend.
 */
mode: Mode, };

/**
 * Everything the page needs before the first run.
 */
export type Setup = { 
/**
 * Version of the program.
 */
version: string, 
/**
 * The language to show: the user's choice, else the system's.
 */
lang: Lang, 
/**
 * The system's language.
 */
system_lang: Lang, 
/**
 * The user's settings.
 */
settings: Settings, 
/**
 * The profile in force.
 */
profile: ProfileNotice, 
/**
 * Mailbox of the helpdesk by the profile in force; none when it names no plain one.
 */
helpdesk: string | null, 
/**
 * What a run costs in each mode.
 */
costs: Array<ModeCost>, 
/**
 * Where reports are saved without asking; only when the program was started with `--save-to`.
 */
save_to: string | null, 
/**
 * Whether the program was started with a report to show.
 */
report_given: boolean, 
/**
 * A dropped file is sent up to this many bytes; a longer one is no report.
 */
largest_report: number, };

/**
 * How grave a finding is.
 */
export type Severity = "information" | "slow" | "broken";

/**
 * The report that is shown.
 */
export type Shown = { 
/**
 * The report in words.
 */
view: View, 
/**
 * How it is marked when it came from a file; none for a run of this computer.
 */
opened: OpenedView | null, };

/**
 * The report in twenty characters, for the day nothing can be sent.
 */
export type SpokenView = { 
/**
 * What it is called.
 */
heading: string, 
/**
 * The code, in four groups of five characters.
 */
code: string, 
/**
 * What to do with it, a sentence.
 */
note: string, 
/**
 * The same code, for a camera.
 */
qr: QrView, 
/**
 * What the picture is, for those who do not see it.
 */
qr_label: string, };

/**
 * How one thing fares. `NotKnown` is a value of its own, never an absence of trouble.
 */
export type Status = "good" | "slow" | "broken" | "not_known";

/**
 * The word for a state.
 */
export type StatusWord = { 
/**
 * The state.
 */
status: Status, 
/**
 * Its word.
 */
word: string, };

/**
 * How the page is coloured.
 */
export type Theme = "system" | "light" | "dark";

/**
 * A mark of an axis.
 */
export type Tick = { 
/**
 * Where it stands on its axis.
 */
at: string, 
/**
 * What it says.
 */
label: string, };

/**
 * What a spoken code says, in words.
 */
export type ToldView = { 
/**
 * The code and its moment.
 */
heading: string, 
/**
 * That the run was cut short; none when it was not.
 */
notice: string | null, 
/**
 * One sentence that names the weak link, or says that there is none.
 */
headline: string, 
/**
 * How sure, a sentence.
 */
certainty: string | null, 
/**
 * The six lights, in the order of the checklist.
 */
lights: Array<LightView>, 
/**
 * The figures.
 */
figures: Array<FactView>, 
/**
 * What a code is not, a sentence.
 */
foot: string, };

/**
 * A link in one run.
 */
export type TrendPoint = { 
/**
 * Its state.
 */
status: Status, 
/**
 * Height of its figure, 0 to 1; none when it was not measured.
 */
height: number | null, };

/**
 * How a link went from run to run.
 */
export type TrendView = { 
/**
 * The link.
 */
link: Link, 
/**
 * Its name.
 */
label: string, 
/**
 * Its figure in the newest run.
 */
latest: string, 
/**
 * Its state in each run, the oldest first.
 */
points: Array<TrendPoint>, 
/**
 * The picture in a sentence.
 */
alternative: string, };

/**
 * One message of a run to the page.
 */
export type UiEvent = { "kind": "progress", 
/**
 * The state.
 */
progress: Progress, } | { "kind": "finished" } | { "kind": "failed", 
/**
 * What the fault said, in English, for the helpdesk.
 */
detail: string, };

/**
 * What the employee does with the connection.
 */
export type UseId = "visio" | "voip" | "tse" | "file_share" | "web" | "mail";

/**
 * One use of the connection.
 */
export type UseView = { 
/**
 * Which.
 */
id: UseId, 
/**
 * Its name.
 */
label: string, 
/**
 * Its state.
 */
status: Status, 
/**
 * Its state in a word.
 */
status_word: string, 
/**
 * What limits it; empty when nothing does.
 */
reason: string, };

/**
 * The verdict in words.
 */
export type VerdictView = { 
/**
 * What the run says.
 */
outcome: Outcome, 
/**
 * The first weak link, when one is named.
 */
weak_link: Link | null, 
/**
 * One sentence that names the weak link, or says that there is none.
 */
headline: string, 
/**
 * How sure, as a value.
 */
certainty: Certainty | null, 
/**
 * How sure, as a sentence.
 */
certainty_text: string | null, 
/**
 * What to do now, one or two sentences.
 */
action: string, 
/**
 * Who must act; none when nobody has to.
 */
actor: ActorView | null, 
/**
 * What mending the weak link alone would change, one or two sentences.
 */
gain: string | null, 
/**
 * The figures that support it, a sentence each.
 */
evidence: Array<string>, 
/**
 * Further weak links, a sentence each, most important first.
 */
others: Array<string>, 
/**
 * What only follows from the weak link, a sentence each.
 */
consequences: Array<string>, 
/**
 * What could not be seen and would have mattered, a sentence each.
 */
missing: Array<string>, };

/**
 * One report in one language.
 */
export type View = { 
/**
 * The language of every string below.
 */
lang: Lang, 
/**
 * Title of the document, with the day and the hour of the run.
 */
title: string, 
/**
 * Whether this is the recorded example; the page says so all along.
 */
example: boolean, 
/**
 * What must be read before the verdict: an example, a run cut short, a remote session.
 */
notices: Array<string>, 
/**
 * The verdict in words.
 */
verdict: VerdictView, 
/**
 * The eight links, from the desk to the servers. `security` is drawn as a shield on the computer.
 */
chain: Array<LinkView>, 
/**
 * What the employee can do with the connection now.
 */
uses: Array<UseView>, 
/**
 * How the verdict was reached, a branch a link.
 */
why: Array<Branch>, 
/**
 * The six points, in the order of the checklist.
 */
checks: Array<CheckView>, 
/**
 * Delay and goodput over the seconds of the run; empty when nothing was measured over time.
 */
charts: Array<Chart>, 
/**
 * The slow moments that the long watch caught, the earliest first.
 */
moments: Array<MomentView>, 
/**
 * The computer in a few lines.
 */
machine: Array<FactView>, 
/**
 * When and how the run went.
 */
run: RunView, 
/**
 * The text to paste in a ticket, a few plain lines.
 */
ticket: string, 
/**
 * The report in twenty characters.
 */
spoken: SpokenView, };

/**
 * The long watch while it goes on, and what it caught.
 */
export type WatchView = { 
/**
 * Whether it goes on.
 */
on: boolean, 
/**
 * What it does, one sentence; empty while it is off.
 */
state: string, 
/**
 * Whom it asks and what that costs, one sentence; empty while it is off.
 */
detail: string, 
/**
 * What comes of it: the moment that was just called, or how many are kept, one sentence.
 */
note: string, 
/**
 * The moments it caught, the earliest first.
 */
moments: Array<MomentView>, };

/**
 * How writing to the helpdesk went on.
 */
export type Written = { "kind": "begun", 
/**
 * Where the report is.
 */
path: string, 
/**
 * Where its copy for Maillon is.
 */
copy: string | null, } | { "kind": "no_program", 
/**
 * Where the report is.
 */
path: string, 
/**
 * Where its copy for Maillon is.
 */
copy: string | null, 
/**
 * To whom it can be sent by hand.
 */
helpdesk: string, 
/**
 * What the system said, in English, for the helpdesk.
 */
detail: string, } | { "kind": "cancelled" };
