import { expect, test } from 'vitest';
import { GoTemplate } from '../../../src/kubectl/printers/go-template.ts';

const data = { items: [{ metadata: { name: 'a', labels: { app: 'x' } }, n: 1 }, { metadata: { name: 'b' }, n: 2 }], text: 'aGk=' };

test.each([
  ['{{range .items}}{{.metadata.name}} {{end}}', 'a b '], ['{{range $i, $p := .items}}{{$i}}={{$p.metadata.name}};{{end}}', '0=a;1=b;'], ['{{if gt (len .items) 1}}many{{else}}few{{end}}', 'many'],
  ['{{with .nope}}x{{else}}none{{end}}', 'none'], ['{{.nope}}', '<no value>'], ['{{index .items 0 "metadata" "name"}}', 'a'], ['{{(index .items 1).metadata.name}}', 'b'], ['{{.text | base64decode}}', 'hi'],
  ['{{printf "%-3s|%03d|%q" "a" 7 "b"}}', 'a  |007|"b"'], ['{{range .items}}{{if and .n (eq .n 2)}}two{{else if eq .n 1}}one{{end}}{{end}}', 'onetwo'], ['a {{- " b " -}} c', 'a b c'], ['{{/* nothing */}}x', 'x'],
  ['{{$n := .text}}{{$n}}', 'aGk='], ['{{not true}}{{or "" "x"}}', 'falsex'], ['{{range .none}}x{{else}}empty{{end}}', 'empty'], ['{{.items}}', '[map[metadata:map[labels:map[app:x] name:a] n:1] map[metadata:map[name:b] n:2]]'],
])('%s prints %j', (template, text) => {
  expect(new GoTemplate(template).print(data)).toBe(text);
});

test.each([['{{.a', 'unclosed action'], ['{{nope .a}}', 'function "nope" not defined'], ['{{range .a}}', 'unexpected EOF'], ['{{end}}', 'unexpected {{end}}']])('%s is refused: %s', (template, message) => {
  expect(() => new GoTemplate(template)).toThrow(message);
});
