/**
 * Shows a notice in the editor of a post that was saved and could not be sent to the gateway.
 */
((wp, settings) => {
  const ID = 'dateline';
  const isBlockEditor = Boolean(wp.data?.select('core/editor'));
  let timer = null;

  /** Shows a text, or removes the notice if it is empty. */
  function show(text) {
    const notices = isBlockEditor && wp.data.dispatch('core/notices');
    if (notices) {
      return text
        ? notices.createWarningNotice(text, { id: ID, isDismissible: true })
        : notices.removeNotice(ID);
    }
    const old = document.getElementById('dateline-notice');
    if (old) {
      old.remove();
    }
    if (!text) {
      return;
    }
    const notice = document.createElement('div');
    notice.id = 'dateline-notice';
    notice.className = 'notice notice-warning';
    notice.setAttribute('role', 'status');
    notice.appendChild(document.createElement('p')).textContent = text;
    document.querySelector('.wp-header-end').after(notice);
  }

  /** Asks whether the post was sent, as long as it is on its way. */
  function check(tries) {
    clearTimeout(timer);
    wp.apiFetch({ path: `/dateline/v1/posts/${settings.post}` }).then(
      (state) => {
        if (state.message) {
          show(`${state.isPending ? settings.waiting : settings.refused} ${state.message}`);
        } else if (!state.isPending) {
          show('');
        } else if (tries === 0) {
          show(settings.waiting);
        }
        // A post that waits is sent again by cron.
        if (state.isPending) {
          timer = setTimeout(check, tries > 0 ? 1000 : 15000, Math.max(tries - 1, 0));
        }
      },
      () => {},
    );
  }

  check(12);
  if (isBlockEditor) {
    let wasSaving = false;
    wp.data.subscribe(() => {
      const isSaving = wp.data.select('core/editor').isSavingPost();
      if (wasSaving && !isSaving) {
        check(12);
      }
      wasSaving = isSaving;
    });
  } else if (window.jQuery) {
    window.jQuery(document).on('after-autosave', () => {
      check(12);
    });
  }
})(window.wp, window.datelineEditor);
