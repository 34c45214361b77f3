import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { labelRows, numberSeats, type RowLabelling, type SeatNumbering } from './numbering.ts'

function numbers(count: number, numbering: SeatNumbering): string {
  return numberSeats(count, numbering).join(' ')
}

describe('seats are numbered', () => {
  test('from the left, from the right, from any number', () => {
    expect(numberSeats(4)).toEqual(['1', '2', '3', '4'])
    expect(numbers(4, { scheme: 'all', rightToLeft: true })).toBe('4 3 2 1')
    expect(numbers(3, { scheme: 'all', start: 21 })).toBe('21 22 23')
  })

  test('with odd or even numbers alone', () => {
    expect(numbers(4, { scheme: 'odd' })).toBe('1 3 5 7')
    expect(numbers(4, { scheme: 'even' })).toBe('2 4 6 8')
    expect(numbers(3, { scheme: 'odd', start: 10, rightToLeft: true })).toBe('15 13 11')
    expect(numbers(3, { scheme: 'even', start: 11 })).toBe('12 14 16')
  })

  test('from the middle: odd to the left, even to the right', () => {
    expect(numbers(6, { scheme: 'theatre' })).toBe('5 3 1 2 4 6')
    expect(numbers(5, { scheme: 'theatre' })).toBe('5 3 1 2 4')
    expect(numbers(5, { scheme: 'theatre', rightToLeft: true })).toBe('4 2 1 3 5')
    expect(numbers(1, { scheme: 'theatre' })).toBe('1')
  })

  test('from the middle from 101 on', () => {
    expect(numbers(6, { scheme: 'continental' })).toBe('105 103 101 102 104 106')
    expect(numbers(4, { scheme: 'continental', start: 200, rightToLeft: true })).toBe('204 202 201 203')
  })

  test('never the same number twice in a row', () => {
    const schemes = fc.constantFrom('all', 'odd', 'even', 'theatre', 'continental')
    const numbering = fc.record({ scheme: schemes, start: fc.integer({ min: 0, max: 500 }), rightToLeft: fc.boolean() })
    fc.assert(
      fc.property(fc.nat(200), numbering, (count, how) => {
        const given = numberSeats(count, how)
        expect(given.length).toBe(count)
        expect(new Set(given).size).toBe(count)
        expect(given.every((number) => Number(number) >= how.start)).toBe(true)
      }),
    )
  })
})

function labels(count: number, labelling: RowLabelling): string {
  return labelRows(count, labelling).join(' ')
}

describe('rows are called', () => {
  test('A to Z, then AA', () => {
    expect(labelRows(28).slice(-3)).toEqual(['Z', 'AA', 'AB'])
    expect(labelRows(703).slice(-2)).toEqual(['ZZ', 'AAA'])
  })

  test('without I and O, which look like numbers', () => {
    const given = labels(26, { scheme: 'clear-letters' })
    expect(given).toBe('A B C D E F G H J K L M N P Q R S T U V W X Y Z AA AB')
  })

  test('by numbers, from the back, from any label', () => {
    expect(labels(3, { scheme: 'numbers' })).toBe('1 2 3')
    expect(labels(3, { scheme: 'letters', fromBack: true })).toBe('C B A')
    expect(labels(3, { scheme: 'numbers', start: '9', fromBack: true })).toBe('11 10 9')
    expect(labels(3, { scheme: 'letters', start: 'y' })).toBe('Y Z AA')
    expect(labels(2, { scheme: 'clear-letters', start: 'AZ' })).toBe('AZ BA')
  })

  test('from the first label where the start is none of theirs', () => {
    expect(labels(2, { scheme: 'clear-letters', start: 'O' })).toBe('A B')
    expect(labels(2, { scheme: 'letters', start: '5' })).toBe('A B')
    expect(labels(2, { scheme: 'numbers', start: 'C' })).toBe('1 2')
    expect(labels(2, { scheme: 'letters', start: '' })).toBe('A B')
  })
})
