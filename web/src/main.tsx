// SPDX-License-Identifier: GPL-3.0-or-later
import '@fontsource/be-vietnam-pro/latin-400.css';
import '@fontsource/be-vietnam-pro/latin-600.css';
import '@fontsource/be-vietnam-pro/vietnamese-400.css';
import '@fontsource/be-vietnam-pro/vietnamese-600.css';
import './app/mantine.css';
import './app/tokens.css';
import { createRoot } from 'react-dom/client';
import { loadSession } from './api/session';
import { App } from './app/App';
import { startTexts } from './app/i18n';

// Texts and session are asked for together; the page is drawn once both are known.
await Promise.all([startTexts(), loadSession()]);
createRoot(document.getElementById('root')!).render(<App />);
