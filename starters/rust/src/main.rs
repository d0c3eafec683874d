fn main() {
    //% for feature in features
    println!("«feature.name»: «feature.transports | join(", ")»");
    //% endfor
}
