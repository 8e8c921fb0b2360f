/* What somebody ticked, as numbers for the ballot and as words to read again. `rules` come with the page, one per question. */

import { find } from "./page.js";

const inputs = (field, kind) => [...field.querySelectorAll(`input[type=${kind}]`)];
const sum = (values) => values.reduce((total, value) => total + value, 0);

/* { choice } or { wrong: word, values }. */
export function read(field, rule) {
  if (rule.shape === "ranks") return ranks(field, rule);
  if (rule.shape === "points") return points(field, rule);
  return ticked(field, rule);
}

function ticked(field, rule) {
  const marked = [...inputs(field, "radio"), ...inputs(field, "checkbox")].filter((input) => input.checked).map((input) => input.value);
  const isBlank = marked.includes("blank");
  const choice = rule.labels.map((_label, place) => (marked.includes(String(place)) ? 1 : 0));
  const given = sum(choice);
  if (!isBlank) {
    if (given < rule.least) return given || rule.least > 1 ? { wrong: "few", values: { n: rule.least } } : { wrong: "none" };
    if (given > rule.most) return { wrong: "many", values: { n: rule.most, given } };
    if (rule.budget && rule.costs) {
      const spent = sum(choice.map((one, place) => one * rule.costs[place]));
      if (spent > rule.budget) return { wrong: "budget", values: { n: money(rule.budget), given: money(spent) } };
    }
  }
  if (!rule.blank) return { choice };
  return { choice: isBlank ? [1, ...choice.map(() => 0)] : [0, ...choice] };
}

function ranks(field, rule) {
  const choice = [...field.querySelectorAll("select")].map((select) => Number(select.value));
  const given = choice.filter(Boolean);
  if (given.length < rule.least) return { wrong: "few", values: { n: rule.least } };
  if (given.length > rule.most) return { wrong: "many", values: { n: rule.most, given: given.length } };
  if (!rule.ties && new Set(given).size < given.length) return { wrong: "ties" };
  return { choice };
}

function points(field, rule) {
  const choice = inputs(field, "number").map((input) => (input.value.trim() === "" ? 0 : Number(input.value)));
  if (inputs(field, "number").some((input) => input.validity.badInput) || choice.some((one) => !Number.isInteger(one) || one < -rule.offset || one > 255 - rule.offset))
    return { wrong: "whole", values: { least: -rule.offset, most: 255 - rule.offset } };
  const given = spent(choice, rule);
  if (rule.credits && given > rule.credits) return { wrong: "credits", values: { n: rule.credits, given } };
  return { choice: choice.map((one) => one + rule.offset) };
}

const spent = (choice, rule) => sum(choice.map((one) => (rule.quadratic ? one * one : Math.abs(one))));
export const money = (cents) => new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR", maximumFractionDigits: 0 }).format(cents / 100);

/* The choice in words, in lines. */
export function spoken(choice, rule, say) {
  if (rule.shape === "ranks") {
    const order = choice.map((rank, place) => [rank, rule.labels[place]]).filter(([rank]) => rank);
    return order.length ? order.sort((a, b) => a[0] - b[0]).map(([n, label]) => say("rank", { n, label })) : [say("nothing")];
  }
  if (rule.shape === "points") {
    const lines = choice.flatMap((one, place) => (one - rule.offset ? [say("rank", { n: one - rule.offset, label: rule.labels[place] })] : []));
    return lines.length ? lines : [say("nothing")];
  }
  if (rule.blank && choice[0]) return [say("blank")];
  const real = rule.blank ? choice.slice(1) : choice;
  const lines = real.flatMap((one, place) => (one ? [rule.labels[place]] : []));
  return lines.length ? lines : [say("nothing")];
}

/* How much is used, while one chooses; the blank vote empties the rest. */
export function follow(field, rule, say) {
  const counter = find("used", field);
  const tell = () => {
    if (!counter) return;
    if (rule.shape === "points" && rule.credits) {
      const choice = inputs(field, "number").map((input) => Number(input.value) || 0);
      counter.textContent = say("left", { given: spent(choice, rule), n: rule.credits });
    } else if (rule.budget && rule.costs) {
      const given = sum(inputs(field, "checkbox").map((input) => (input.checked ? rule.costs[Number(input.value)] || 0 : 0)));
      counter.textContent = say("left", { given: money(given), n: money(rule.budget) });
    } else if (rule.shape === "boxes" && rule.most < rule.labels.length) {
      const given = inputs(field, "checkbox").filter((input) => input.checked && input.value !== "blank").length;
      counter.textContent = say("chosen", { given, n: rule.most });
    }
  };
  field.addEventListener("change", ({ target }) => {
    if (target.type === "checkbox" && target.checked)
      for (const other of inputs(field, "checkbox")) if ((target.value === "blank") !== (other.value === "blank")) other.checked = false;
    tell();
  });
  field.addEventListener("input", tell);
  tell();
}

export function forget(field) {
  for (const input of field.querySelectorAll("input")) input.type === "number" ? (input.value = "") : (input.checked = false);
  for (const select of field.querySelectorAll("select")) select.selectedIndex = 0;
}
