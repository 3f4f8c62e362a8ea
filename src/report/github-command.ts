/**
 * A line that GitHub's runner acts on, written exactly as its own toolkit does it: a property that is empty is left out.
 * The names of the command and of the properties are ours.
 */
export function githubCommand(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== '');
  const written = given.map(([key, value]) => `${key}=${escapedProperty(value)}`).join(',');
  const blank = Object.keys(properties).length === 0 ? '' : ' ';
  return `::${name}${blank}${written}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * One value for `GITHUB_OUTPUT`. The delimiter must be new each time; one that the value holds would end it early, so
 * that is an error.
 */
export function githubOutput(name: string, value: string, delimiter: string): string {
  if (value.includes(delimiter) || name.includes(delimiter)) throw new Error('the delimiter is in what it delimits');
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
