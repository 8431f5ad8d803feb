/**
 * The JUnit structure that Jenkins' xunit plugin (junit-10), GitLab and others read: which element may stand in which,
 * with which attributes. No npm package that we know carries the schema itself; these facts are our own writing of it.
 * Reads the XML strictly: anything but elements, attributes, text and the five entities is an error.
 */
interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly children: readonly string[];
  readonly hasText: boolean;
}

const COUNTS = ['tests', 'failures', 'errors'];
const detail: Rule = { required: [], optional: ['message', 'type'], children: [], hasText: true };
const output: Rule = { required: [], optional: [], children: [], hasText: true };
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: {
    required: [],
    optional: ['name', 'time', 'disabled', ...COUNTS],
    children: ['testsuite'],
    hasText: false,
  },
  testsuite: {
    required: ['name', 'tests'],
    optional: ['failures', 'errors', 'skipped', 'time', 'timestamp', 'hostname', 'id', 'package', 'file'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
    hasText: false,
  },
  testcase: {
    required: ['name'],
    optional: ['classname', 'time', 'file', 'line', 'status', 'assertions'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    hasText: false,
  },
  failure: detail,
  error: detail,
  skipped: detail,
  'system-out': output,
  'system-err': output,
};

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN = /<\?xml [^<>?]*\?>|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<>]+)/gy;
/** Characters that XML 1.0 has. */
const CHARACTERS = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&([^;]*;?)/g, (_, name: string) => {
    const character = ENTITIES[name.replace(/;$/, '')];
    if (character === undefined || !name.endsWith(';')) throw new Error(`a bare & before ${name}`);
    return character;
  });
}

/** The root element. Throws an `Error` for anything that is not well formed or not JUnit. */
export function readJunit(xml: string): XmlElement {
  if (!CHARACTERS.test(xml)) throw new Error('a character that XML does not have');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let end = 0;
  for (const match of xml.matchAll(TOKEN)) {
    const [token, closing, name, attributes = '', empty, text] = match;
    end = match.index + token.length;
    const top = open.at(-1) as XmlElement;
    if (text !== undefined) top.text += decoded(text);
    else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        decoded(value),
      ]);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`an attribute of ${name} twice`);
      const element: XmlElement = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      top.children.push(element);
      if (!empty) open.push(element);
    }
  }
  if (end !== xml.length || open.length !== 1) throw new Error(`not well formed at ${end} of ${xml.length}`);
  const [suites] = root.children;
  if (root.children.length !== 1 || suites?.name !== 'testsuites') throw new Error('the root must be testsuites');
  check(suites);
  return suites;
}

function check({ name, attributes, children, text }: XmlElement): void {
  const rule = RULES[name] as Rule;
  const known = [...rule.required, ...rule.optional];
  const wrong = Object.keys(attributes).filter((key) => !known.includes(key));
  const missing = rule.required.filter((key) => attributes[key] === undefined);
  if (wrong.length + missing.length > 0) throw new Error(`${name}: attributes ${wrong} too many, ${missing} missing`);
  for (const key of [...COUNTS, 'skipped', 'line']) {
    if (attributes[key] !== undefined && !/^\d+$/.test(attributes[key]))
      throw new Error(`${name}: ${key} is no number`);
  }
  if (!rule.hasText && text.trim() !== '') throw new Error(`${name} has text`);
  for (const child of children) {
    if (!rule.children.includes(child.name)) throw new Error(`${child.name} in ${name}`);
    check(child);
  }
}
