/* The groups in which votes are encrypted, and how numbers become text and hashes (Belenios, protocol version 1). The same as
   beffroi.engines.ballots.groups, which checks what is made here. */

const letters = new TextEncoder();

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = (text) => crypto.subtle.digest("SHA-256", letters.encode(text));

export const hexHash = async (text) => hex(await digest(text));
export const shortHash = async (text) => btoa(String.fromCharCode(...new Uint8Array(await digest(text)))).replace(/=+$/, "");
/* Of several hashes one after the other, a number. */
export const wideHash = async (texts) => BigInt(`0x${(await Promise.all(texts.map(hexHash))).join("")}`);

export const rest = (value, modulus) => {
  const left = value % modulus;
  return left < 0n ? left + modulus : left;
};

/* base^exponent modulo modulus, five bits at a time. */
export function power(base, exponent, modulus) {
  if (exponent < 64n) {
    let found = 1n;
    for (let left = exponent, step = base % modulus; left > 0n; left >>= 1n, step = (step * step) % modulus) if (left & 1n) found = (found * step) % modulus;
    return found;
  }
  const row = [1n, base % modulus];
  while (row.length < 32) row.push((row[row.length - 1] * row[1]) % modulus);
  let digits = exponent.toString(2);
  digits = digits.padStart(Math.ceil(digits.length / 5) * 5, "0");
  let found = 1n;
  for (let at = 0; at < digits.length; at += 5) {
    if (at) for (let bit = 0; bit < 5; bit++) found = (found * found) % modulus;
    const digit = parseInt(digits.slice(at, at + 5), 2);
    if (digit) found = (found * row[digit]) % modulus;
  }
  return found;
}

export function inverse(value, modulus) {
  let [a, b, x, y] = [rest(value, modulus), modulus, 1n, 0n];
  while (b > 0n) {
    const times = a / b;
    [a, b, x, y] = [b, a - times * b, y, x - times * y];
  }
  return rest(x, modulus);
}

const WINDOW = 5;
const PATIENCE = 8; // powers of one base before its table is worth making

export class Group {
  constructor({ name, g, p, q, padding = 0, bits = 0 }) {
    Object.assign(this, { name, g, p, q, padding, bits });
    this.size = q.toString(2).length;
    this.ofG = this.fixed(g);
  }

  power(base, exponent) {
    return power(base, exponent, this.p);
  }

  inverse(value) {
    return inverse(value, this.p);
  }

  contains(value) {
    return value > 0n && value < this.p && this.power(value, this.q) === 1n;
  }

  product(values) {
    let found = 1n;
    for (const value of values) found = (found * value) % this.p;
    return found;
  }

  /* An exponent that nobody can guess. */
  random() {
    const bytes = new Uint8Array(Math.ceil(this.size / 8));
    const unused = bytes.length * 8 - this.size;
    for (;;) {
      crypto.getRandomValues(bytes);
      bytes[0] &= 0xff >> unused;
      const found = BigInt(`0x${hex(bytes)}`);
      if (found < this.q) return found;
    }
  }

  /* A challenge: the prefix and the numbers with commas, hashed, modulo q. */
  async hash(prefix, values = []) {
    return BigInt(`0x${await hexHash(prefix + values.join(","))}`) % this.q;
  }

  /* Powers of one base: by a table once there are several. */
  fixed(base) {
    let used = 0;
    let rows = null;
    const mask = (1n << BigInt(WINDOW)) - 1n;
    return (exponent) => {
      if (!rows && ++used <= PATIENCE) return this.power(base, exponent);
      rows ??= this.table(base);
      let found = 1n;
      for (let row = 0, left = exponent; left > 0n; row++, left >>= BigInt(WINDOW)) {
        const digit = Number(left & mask);
        if (digit) found = (found * rows[row][digit]) % this.p;
      }
      return found;
    };
  }

  table(base) {
    const rows = [];
    for (let window = 0, step = base; window < Math.ceil(this.size / WINDOW); window++) {
      const row = [1n];
      for (let entry = 1; entry < 1 << WINDOW; entry++) row.push((row[entry - 1] * step) % this.p);
      rows.push(row);
      step = (row[row.length - 1] * step) % this.p;
    }
    return rows;
  }

  /* Numbers inside the group, for answers that are listed. */
  embed(values) {
    let found = 0n;
    for (const value of values) {
      if (!Number.isInteger(value) || value < 0 || value >= 1 << this.bits) throw new RangeError("a number does not fit");
      found = (found << BigInt(this.bits)) + BigInt(value);
    }
    found <<= BigInt(this.padding);
    for (const most = found + (1n << BigInt(this.padding)); found < most; found++) if (this.contains(found)) return found;
    throw new RangeError("too many answers for this group");
  }
}

/* Numbers as the protocol writes them. */
export function whole(text) {
  if (typeof text !== "string" || !/^(0|[1-9][0-9]{0,1299})$/.test(text)) throw new Error("not a number");
  return BigInt(text);
}

const known = [
  {
    name: "BELENIOS-2048",
    g: 2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285676155269678799694668298749389095083896573425601900601068477164491735474137283104610458681314511781646755400527402889846139864532661215055797097162016168270312886432456663834863635782106154918419982534315189740658186868651151358576410138882215396016043228843603930989333662772848406593138406010231675095763777982665103606822406635076697764025346253773085133173495194248967754052573659049492477631475991575198775177711481490920456600205478127054728238140972518639858334115700568353695553423781475582491896050296680037745308460627n,
    p: 20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633138078958404960054389636289796393038773905722803605973749427671376777618898589872735865049081167099310535867780980030790491654063777173764198678527273474476341835600035698305193144284561701911000786737307333564123971732897913240474578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366149491002923444346373222145884100586421050242120365433561201320481118852408731077014151666200162313177169372189248078507711827842317498073276598828825169183103125680162072880719n,
    q: 78571733251071885079927659812671450121821421258408794611510081919805623223441n,
  },
  {
    name: "RFC-3526-2048",
    g: 2n,
    p: 32317006071311007300338913926423828248817941241140239112842009751400741706634354222619689417363569347117901737909704191754605873209195028853758986185622153212175412514901774520270235796078236248884246189477587641105928646099411723245426622522193230540919037680524235519125679715870117001058055877651038861847280257976054903569732561526167081339361799541336476559160368317896729073178384589680639671900977202194168647225871031411336429319536193471636533209717077448227988588565369208645296636077250268955505928362751121174096972998068410554359584866583291642136218231078990999448652468262416972035911852507045361090559n,
    q: 16158503035655503650169456963211914124408970620570119556421004875700370853317177111309844708681784673558950868954852095877302936604597514426879493092811076606087706257450887260135117898039118124442123094738793820552964323049705861622713311261096615270459518840262117759562839857935058500529027938825519430923640128988027451784866280763083540669680899770668238279580184158948364536589192294840319835950488601097084323612935515705668214659768096735818266604858538724113994294282684604322648318038625134477752964181375560587048486499034205277179792433291645821068109115539495499724326234131208486017955926253522680545279n,
    padding: 8,
    bits: 8,
  },
];
const groups = new Map();

export function groupOf(name) {
  const said = known.find((one) => one.name === name);
  if (!said) throw new Error(`the group ${name} is not known`);
  if (!groups.has(name)) groups.set(name, new Group(said));
  return groups.get(name);
}
