// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { doubtsOf, parseDateTyping, parseDue, today } from '@/text/dates';
import { showDate, showMoment, weekday } from '@/text/format';

const kBase = '2021-05-06';

describe('parseDateTyping (R5)', () => {
  it.each([
    ['29/4/21', '2021-04-29'],
    ['290421', '2021-04-29'],
    ['29042021', '2021-04-29'],
    ['29.4.2021', '2021-04-29'],
    ['29-04-2021', '2021-04-29'],
    ['29 thang 4', '2021-04-29'],
    ['ngày 29 tháng 4 năm 2021', '2021-04-29'],
    ['2021-04-29', '2021-04-29'],
    ['29/4', '2021-04-29'],
    ['7/12', '2020-12-07'], // not in the future: the last such day
    ['3/2/98', '1998-02-03'], // 98 is not 2098
    ['1/1/22', '2022-01-01'],
    ['29/2/2020', '2020-02-29'],
  ])('%s is %s', (typed, date) => {
    expect(parseDateTyping(typed, kBase)).toBe(date);
  });
  it.each([
    '',
    '31/2/2021',
    '29/2/2021',
    '0/4/2021',
    '29/13/2021',
    '4/29/2021',
    'hôm nay',
    '29',
    '2904',
    '29/4/2',
    '299/4/21',
  ])('%s is no date', (typed) => {
    expect(parseDateTyping(typed, kBase)).toBeNull();
  });
});

describe('doubtsOf (R5)', () => {
  const facts = { today: kBase, arrival: kBase, read: ['2021-04-29'] };
  it('asks nothing about the day that was read', () => expect(doubtsOf('2021-04-29', facts)).toEqual([]));
  it('asks about the future', () => expect(doubtsOf('2021-05-07', facts)).toContain('future'));
  it('asks about more than 60 days', () => {
    expect(doubtsOf('2021-03-06', facts)).toContain('old'); // 61 days
    expect(doubtsOf('2021-03-07', facts)).not.toContain('old'); // 60 days
  });
  it('asks about a day that was not read', () => expect(doubtsOf('2021-04-28', facts)).toEqual(['notRead']));
  it('asks about a day after the arrival', () => {
    expect(doubtsOf('2021-05-05', { ...facts, arrival: '2021-05-04' })).toContain('afterArrival');
  });
});

describe('parseDue (3.4)', () => {
  it.each(['3n', '3', '3 ngày', '3 ngay'])('%s is three working days', (typed) => {
    expect(parseDue(typed, kBase)).toEqual({ days: 3, calendar: 'working' });
  });
  it('takes a date, and without a year the next such day', () => {
    expect(parseDue('11/5/2021', kBase)).toEqual({ date: '2021-05-11' });
    expect(parseDue('11/5', kBase)).toEqual({ date: '2021-05-11' });
    expect(parseDue('3/2', kBase)).toEqual({ date: '2022-02-03' });
  });
  it.each(['0n', '', 'mai', '31/2'])('%s is no deadline', (typed) => expect(parseDue(typed, kBase)).toBeNull());
});

describe('showing', () => {
  it('is in the time of Việt Nam whatever the computer says', () => {
    expect(today(Date.parse('2021-05-06T17:30:00Z'))).toBe('2021-05-07');
    expect(showMoment('2021-05-06T03:41:55Z')).toBe('10:41 06/05/2021');
  });
  it('writes day before month, with the weekday in the language asked for', () => {
    expect(showDate('2021-04-29')).toBe('29/04/2021');
    expect(weekday('2021-04-29', 'vi')).toBe('Thứ Năm');
    expect(weekday('2021-04-29', 'en')).toBe('Thursday');
  });
});
