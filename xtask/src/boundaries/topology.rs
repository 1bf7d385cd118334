//! Finds the borders that wards share and cuts them into arcs, each kept once (the idea of `TopoJSON`). Rings come in,
//! arcs and rings of arcs go out.

use std::collections::{HashMap, HashSet};

use super::geojson::{Vertex, Ward};

/// All borders of a city.
pub(crate) struct Topology {
    /// Each runs between two nodes, or round a ring that has none.
    pub(crate) arcs: Vec<Vec<Vertex>>,
    /// For each ward its rings.
    pub(crate) rings: Vec<Vec<Vec<ArcUse>>>,
}

/// An arc as part of a ring.
#[derive(Clone, Copy)]
pub(crate) struct ArcUse {
    pub(crate) arc: usize,
    pub(crate) direction: Direction,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    AsStored,
    Reversed,
}

pub(crate) fn build(wards: &[Ward]) -> Result<Topology, String> {
    refuse_overlaps(wards)?;
    let nodes = find_nodes(wards);
    let mut arcs = Arcs::default();
    let rings = wards
        .iter()
        .map(|ward| {
            let cut = |ring: &Vec<Vertex>| cut(ring, &nodes).into_iter().map(|arc| arcs.used(arc)).collect();
            ward.rings.iter().map(cut).collect()
        })
        .collect();
    Ok(Topology { arcs: arcs.arcs, rings })
}

/// Outer rings run counter-clockwise: two wards that run the same way along an edge lie on the same side of it.
fn refuse_overlaps(wards: &[Ward]) -> Result<(), String> {
    let mut left_of: HashMap<(Vertex, Vertex), &str> = HashMap::new();
    for ward in wards {
        for edge in ward.rings.iter().flat_map(|ring| edges(ring)) {
            if let Some(other) = left_of.insert(edge, &ward.code) {
                let (lon, lat) = (f64::from(edge.0.lon) / 1e6, f64::from(edge.0.lat) / 1e6);
                let code = &ward.code;
                return Err(format!(
                    "wards {other} and {code} overlap along their borders from [{lon}, {lat}]"
                ));
            }
        }
    }
    Ok(())
}

fn edges(ring: &[Vertex]) -> impl Iterator<Item = (Vertex, Vertex)> + Clone {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// The vertices where borders meet: rings pass through them between different neighbours.
fn find_nodes(wards: &[Ward]) -> HashSet<Vertex> {
    let mut neighbours: HashMap<Vertex, (Vertex, Vertex)> = HashMap::new();
    let mut nodes = HashSet::new();
    for ring in wards.iter().flat_map(|ward| &ward.rings) {
        for ((before, here), (_, after)) in edges(ring).zip(edges(ring).cycle().skip(1)) {
            let pair = (before.min(after), before.max(after));
            if *neighbours.entry(here).or_insert(pair) != pair {
                nodes.insert(here);
            }
        }
    }
    nodes
}

/// Cuts a ring at its nodes. A ring without nodes becomes one arc that begins at its least vertex, so that an island
/// and the hole it lies in become the same arc.
fn cut(ring: &[Vertex], nodes: &HashSet<Vertex>) -> Vec<Vec<Vertex>> {
    let first_node = ring.iter().position(|vertex| nodes.contains(vertex));
    let least = || (0..ring.len()).min_by_key(|&place| ring[place]);
    let Some(start) = first_node.or_else(least) else { return Vec::new() };
    let mut arcs = Vec::new();
    let mut arc = vec![ring[start]];
    for &vertex in ring[start + 1..].iter().chain(&ring[..start]) {
        arc.push(vertex);
        if nodes.contains(&vertex) {
            arcs.push(std::mem::replace(&mut arc, vec![vertex]));
        }
    }
    arc.push(ring[start]);
    arcs.push(arc);
    arcs
}

#[derive(Default)]
struct Arcs {
    arcs: Vec<Vec<Vertex>>,
    places: HashMap<Vec<Vertex>, usize>,
}

impl Arcs {
    /// Stores an arc unless it is there; of its two directions the lesser is the one that is stored.
    fn used(&mut self, arc: Vec<Vertex>) -> ArcUse {
        let reversed: Vec<Vertex> = arc.iter().rev().copied().collect();
        let (stored, direction) =
            if reversed < arc { (reversed, Direction::Reversed) } else { (arc, Direction::AsStored) };
        let arc = *self.places.entry(stored).or_insert_with_key(|stored| {
            self.arcs.push(stored.clone());
            self.arcs.len() - 1
        });
        ArcUse { arc, direction }
    }
}
