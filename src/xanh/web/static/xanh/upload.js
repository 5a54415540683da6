// A file on its way: drag and drop, and how much of it has gone. The form works without.
const form = document.querySelector("form[data-upload]");
const input = form?.querySelector("input[type=file]");

function show(text) {
  let summary = form.querySelector(".error-summary");
  if (!summary) {
    summary = document.createElement("div");
    summary.className = "error-summary";
    summary.setAttribute("role", "alert");
    summary.append(document.createElement("p"));
    form.prepend(summary);
  }
  summary.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
}

function sending(on) {
  form.querySelector(".sending").hidden = !on;
  form.querySelector("button").disabled = on;
}

function finished(request) {
  if (request.status >= 200 && request.status < 300) {
    location.assign(request.responseURL);
    return;
  }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  sending(false);
  show(answer.querySelector(".error-summary p")?.textContent ?? form.dataset.failed);
}

function send() {
  const file = input.files[0];
  if (file && file.size > Number(form.dataset.limit)) {
    show(form.dataset.tooLarge);
    return;
  }
  const request = new XMLHttpRequest();
  const bar = form.querySelector("progress");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = Math.round((100 * event.loaded) / event.total);
    form.querySelector("[data-percent]").textContent = `${bar.value} %`;
  });
  request.addEventListener("load", () => finished(request));
  request.addEventListener("error", () => {
    sending(false);
    show(form.dataset.failed);
  });
  request.open("POST", form.action);
  const data = new FormData(form);
  sending(true);
  request.send(data);
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.querySelector("button").disabled) send();
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
    });
  }
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length || form.querySelector("button").disabled) return;
    input.files = event.dataTransfer.files;
    send();
  });
}
