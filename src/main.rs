use advisor::{load, check, backtest, diag};
fn main() {
    let loaded = load::with_packs(&[]);
    for d in loaded.problems.iter() { println!("{}", diag::render(d, &loaded.files, false)); }
    let (count, _) = check::run_examples(&loaded);
    println!("{count:?}");
    for d in check::check(&loaded) { println!("{}", diag::render(&d, &loaded.files, false).lines().next().unwrap()); }
    let mut files = diag::Files::default(); let mut problems = diag::Problems::default();
    let mut cases = vec![];
    for t in ["short-polling","long-polling","sse","websocket"] {
        let f = load::read(std::path::Path::new(&format!("tests/decisions/{t}.toml")), &mut files, &mut problems).unwrap();
        cases.extend(load::read_cases(&loaded.knowledge, &files, f, &mut problems));
    }
    for d in problems.iter() { println!("{}", diag::render(d, &files, false)); }
    for s in backtest::backtest(&loaded.knowledge, &cases) {
        println!("{}: {}/{} conf {}/{} acc {}", s.name, s.chosen, s.cases, s.chosen_confident, s.confident, s.acceptable);
        if s.name.starts_with("advisor") { for m in &s.misses { let c=&cases[m.case]; println!("   {} conf {} chosen {} answered {:?} acc {} {:?} {:?}", c.id, c.confidence, loaded.knowledge.transport(c.chosen).id, m.answer.map(|a| loaded.knowledge.transport(a).id.to_string()), m.acceptable, m.decided, m.rules); } }
    }
}
