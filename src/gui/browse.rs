//! The system's dialogs for files and folders. They are waited for on a thread of their own, so that the window never
//! freezes, not even where no dialog service answers; there is always a typed path as well.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// An open dialog of the system.
pub struct Browse {
    answer: Receiver<Vec<PathBuf>>,
}

/// What became of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Waiting,
    /// One, or several if several were asked for.
    Chosen(Vec<PathBuf>),
    /// It was closed, or none could be opened.
    Nothing,
}

impl Browse {
    /// Asks for a folder.
    #[must_use]
    pub fn folder(context: &egui::Context, title: &str) -> Self {
        Self::wait(context, one(rfd::AsyncFileDialog::new().set_title(title).pick_folder()))
    }

    /// Asks for files to read.
    #[must_use]
    pub fn files(context: &egui::Context, title: &str) -> Self {
        let chosen = rfd::AsyncFileDialog::new().set_title(title).pick_files();
        Self::wait(context, async { chosen.await.unwrap_or_default() })
    }

    /// Asks for a file to write to.
    #[must_use]
    pub fn file(context: &egui::Context, title: &str, name: &str) -> Self {
        Self::wait(context, one(rfd::AsyncFileDialog::new().set_title(title).set_file_name(name).save_file()))
    }

    fn wait(context: &egui::Context, dialog: impl Future<Output = Vec<rfd::FileHandle>> + Send + 'static) -> Self {
        let (sender, answer) = channel();
        let context = context.clone();
        thread::spawn(move || {
            let chosen = block_on(dialog).iter().map(|handle| handle.path().to_owned()).collect();
            // The window may have closed the question meanwhile.
            let _ = sender.send(chosen);
            context.request_repaint();
        });
        Self { answer }
    }

    #[must_use]
    pub fn answer(&self) -> Answer {
        match self.answer.try_recv() {
            Err(TryRecvError::Empty) => Answer::Waiting,
            Ok(paths) if !paths.is_empty() => Answer::Chosen(paths),
            Ok(_) | Err(TryRecvError::Disconnected) => Answer::Nothing,
        }
    }
}

/// The answer of a dialog that asks for one thing.
async fn one(chosen: impl Future<Output = Option<rfd::FileHandle>>) -> Vec<rfd::FileHandle> {
    chosen.await.into_iter().collect()
}

/// Waits for a future on this thread.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return value;
        }
        thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::block_on;

    #[test]
    fn a_future_that_wakes_later_is_waited_for() {
        let (sender, receiver) = std::sync::mpsc::channel();
        let mut is_first = true;
        let future = std::future::poll_fn(move |context| {
            if is_first {
                is_first = false;
                let (waker, sender) = (context.waker().clone(), sender.clone());
                std::thread::spawn(move || {
                    sender.send(7).unwrap();
                    waker.wake();
                });
                return std::task::Poll::Pending;
            }
            std::task::Poll::Ready(())
        });
        block_on(future);
        assert_eq!(receiver.recv(), Ok(7));
    }
}
