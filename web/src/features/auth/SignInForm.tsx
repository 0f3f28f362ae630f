// SPDX-License-Identifier: GPL-3.0-or-later
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '@/api/session';
import { ProblemBox } from '@/ui/ProblemBox';

/** A letter that only a Vietnamese typing tool makes: few passwords hold one, many wrong ones do. */
function hasVietnameseLetter(text: string): boolean {
  return /[\u00C0-\u024F\u1EA0-\u1EF9]/.test(text);
}

/** 3.13: paste and password managers work; Caps Lock and a typing tool left on are pointed out. */
export function SignInForm({ user: fixedUser }: { user?: string }) {
  const { t } = useTranslation();
  const [user, setUser] = useState(fixedUser ?? '');
  const [password, setPassword] = useState('');
  const [capsLock, setCapsLock] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await signIn(user.trim(), password);
    } catch (error) {
      setProblem(error);
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const hint = capsLock ? t('auth.capsLock') : hasVietnameseLetter(password) ? t('auth.typingTool') : '';
  return (
    <form onSubmit={(event) => void submit(event)} style={{ display: 'grid', gap: 16 }}>
      {problem ? <ProblemBox error={problem} /> : null}
      <TextInput
        label={t('auth.user')}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        autoFocus={!fixedUser}
        value={user}
        onChange={(event) => setUser(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('auth.password')}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus={Boolean(fixedUser)}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        onKeyUp={watchCaps}
        visibilityToggleButtonProps={{ 'aria-label': t('auth.showPassword'), 'aria-hidden': false, tabIndex: 0 }}
        description={<span role="status">{hint}</span>}
      />
      <Button type="submit" variant="filled" size="md" aria-disabled={busy}>
        {busy ? t('auth.busy') : t('auth.signIn')}
      </Button>
    </form>
  );
}
