// Holds the dependencies of a generated project to licences that ask for no more than to be named: `cargo metadata` on standard input.

/** Licences by their SPDX ids, each of which a binary may be given away under. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BSL-1.0', 'ISC', 'MIT', 'MIT-0', 'Unicode-3.0', 'Unlicense', 'Zlib'];

/** Whether an SPDX expression can be met with what is allowed: OR needs one side, AND all. */
function isMet(expression) {
  const tokens = expression.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g);
  const either = () => {
    let met = both();
    while (tokens[0] === 'OR') {
      tokens.shift();
      met = both() || met;
    }
    return met;
  };
  const both = () => {
    let met = one();
    while (tokens[0] === 'AND') {
      tokens.shift();
      met = one() && met;
    }
    return met;
  };
  const one = () => {
    const token = tokens.shift();
    if (token === '(') {
      const met = either();
      tokens.shift();
      return met;
    }
    if (tokens[0] === 'WITH') {
      tokens.splice(0, 2);
    }
    return ALLOWED.includes(token);
  };
  const met = either();
  if (tokens.length > 0) throw new Error(`what is ${expression}?`);
  return met;
}

for (const [expression, met] of [['MIT', true], ['GPL-3.0 OR MIT', true], ['MIT AND GPL-3.0', false], ['ISC AND (GPL-2.0 OR MIT/Zlib)', true]]) {
  if (isMet(expression) !== met) throw new Error(`${expression} was misread`);
}

let text = '';
for await (const chunk of process.stdin) text += chunk;
const packages = JSON.parse(text).packages.filter(({ source }) => source !== null);
if (packages.length < 50) throw new Error(`there are only ${packages.length} dependencies`);
for (const { name, version, license } of packages) {
  if (license && isMet(license)) continue;
  console.error(`${name} ${version}: ${license ?? 'no licence'}`);
  process.exitCode = 1;
}
