// What stands around the words of a message in English: greeting, the one call line, closing.
import type { Language } from '../words.js';

export const frames: Language['frames'] = {
  short: {
    greeting: '{% if name %}Hi {{ name }}, this{% else %}This{% endif %} is {{ practice }}.',
    callLine: `
      {% if callTo %}Call {{ phone }} {{ callTo }}{% if callIf %}, or if{{ callIf }}{% else %}.{% endif %}
      {% elsif callIf %}Call {{ phone }} if{{ callIf }}
      {% else %}Questions? Call {{ phone }}.{% endif %}`,
    closing: `
      {% if givesAfterHours %}{% if afterHoursPhone != phone %}When we are closed: {{ afterHoursPhone }}.{% endif %}{% endif %}
      {% if callTo %}{% if bookingUrl %}Or book online: {{ bookingUrl }}{% endif %}{% endif %}`,
  },
  long: {
    greeting: '{% if name %}Hi {{ name }},{% else %}Hello,{% endif %}',
    callLine: `
      {% if callTo %}Call us at {{ phone }} {{ callTo }}.{% if callIf %} Please also call if{{ callIf }}{% endif %}
      {% elsif callIf %}Call us at {{ phone }} if{{ callIf }}
      {% else %}Questions? Call us at {{ phone }}.{% endif %}`,
    closing: `
      {% if givesAfterHours %}{% if afterHoursPhone != phone %}When we are closed, call {{ afterHoursPhone }}.{% endif %}{% endif %}

      {% if callTo %}{% if bookingUrl %}Or book online: {{ bookingUrl }}{% endif %}{% endif %}

      {{ practice }}`,
  },
};

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
