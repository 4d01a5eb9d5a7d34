import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';
import type { ExportPreview, Opening, UiEvent } from '../generated';
import type { Bridge } from '.';

let revision = 0;

/** The commands of `src-tauri/src/commands.rs`. */
export const tauriBridge: Bridge = {
  setup: () => invoke('setup'),
  live: (lang) => invoke('live', { lang }),
  profile: (lang) => invoke('profile', { lang }),
  start: (example, mode, lang, onEvent) => {
    const events = new Channel<UiEvent>();
    events.onmessage = onEvent;
    return invoke('start_run', { example, mode, lang, events });
  },
  cancel: () => invoke('cancel'),
  speak: (lang) => invoke('speak', { lang }),
  view: (lang) => invoke('view', { lang }),
  openReport: () => invoke('open_report'),
  // One byte more than a report can have, so that a longer file is told to be one.
  openDropped: async (file, largest) =>
    invoke('open_dropped', new Uint8Array(await file.slice(0, largest + 1).arrayBuffer())),
  receiveReports: (onOpening) => {
    const reports = new Channel<Opening>();
    reports.onmessage = onOpening;
    return invoke('receive_reports', { reports });
  },
  closeReport: () => invoke('close_report'),
  decode: (code, lang) => invoke('decode', { code, lang }),
  preview: async (document, hidden, lang) => {
    const { items, content } = await invoke<ExportPreview>('preview_export', { document, hidden, lang });
    if (content !== null) return { items, frame: { kind: 'text', text: content } };
    revision += 1;
    return { items, frame: { kind: 'address', address: convertFileSrc(`report-${revision}.html`, 'preview') } };
  },
  save: (document, hidden, lang, elsewhere) => invoke('save_report', { document, hidden, lang, elsewhere }),
  writeToHelpdesk: (lang) => invoke('write_to_helpdesk', { lang }),
  watch: (lang) => invoke('watch', { lang }),
  followWatch: (onChange) => {
    const changes = new Channel<null>();
    changes.onmessage = onChange;
    return invoke('follow_watch', { changes });
  },
  startWatch: () => invoke('start_watch'),
  stopWatch: () => invoke('stop_watch'),
  slowNow: () => invoke('slow_now'),
  history: (lang) => invoke('history', { lang }),
  openPast: (id) => invoke('open_past', { id }),
  comparePast: (ids, lang) => invoke('compare_past', { ids, lang }),
  eraseHistory: () => invoke('erase_history'),
  keep: (settings) => invoke('keep_settings', { settings }),
};
